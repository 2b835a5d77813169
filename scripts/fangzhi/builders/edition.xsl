<?xml version="1.0" encoding="UTF-8"?>
<!--
  TEI → XHTML5, for the EPUB and the web page.

  The result is one <main> with the rendered text; cutting it into files, resolving links and
  pictures, and setting spaces at seams is done afterwards (_render.py), where it is linear.

  Left for that step:
    span.seam            a line, column or block break that may part two words
    a.noteref, a.backlink  empty where the note has no printed mark
    [role=doc-pagebreak]   without a name
    [role=region]          tables without a head: all of one name
    @data-seam           the same on a page beginning
    @data-facs           where it stands on the scan, as the TEI has it (html only)
    @data-depth, @data-part, @data-break   where the text may be cut into files
    img/@src, a/@href    as the TEI has them

  The rules of rendering:
    every element is rendered on purpose; what is unknown shows itself as class "tei-NAME";
    a paragraph that holds a list or a table becomes a div, since XHTML's p cannot hold one;
    notes stand after the text of the division that they belong to, so in the same file;
    what a reader does not read (sic beside corr, running heads) is not rendered.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:tei="http://www.tei-c.org/ns/1.0"
    xmlns:epub="http://www.idpf.org/2007/ops"
    xmlns="http://www.w3.org/1999/xhtml"
    exclude-result-prefixes="tei epub">

  <xsl:include href="edition-line.xsl"/>

  <xsl:param name="mode" select="'html'"/>      <!-- epub or html -->
  <xsl:param name="offset" select="0"/>         <!-- added to the depth of every heading -->
  <!-- Words of the interface, in the language of the edition. -->
  <xsl:param name="word-printed" select="'In print: '"/>
  <xsl:param name="word-recognised" select="'Recognised as: '"/>
  <xsl:param name="word-unsure" select="'not surely recognised'"/>
  <xsl:param name="word-illegible" select="'illegible'"/>
  <xsl:param name="word-unclear" select="'hard to read'"/>
  <xsl:param name="word-back" select="'Back to the text'"/>
  <xsl:param name="word-note" select="'Note'"/>
  <xsl:param name="word-table" select="'Table'"/>

  <!-- White space between these elements' children is layout. -->
  <xsl:strip-space elements="tei:TEI tei:text tei:front tei:body tei:back tei:group tei:div tei:list
    tei:table tei:row tei:figure tei:choice tei:app tei:subst tei:lg tei:sp tei:titlePage
    tei:docTitle tei:listBibl tei:floatingText tei:cit tei:opener tei:closer tei:postscript"/>

  <!-- Notes by the division that they stand after: all but those that can be set in the line, those
       of a picture, table or list, which stand below it, and those in what is not read. -->
  <xsl:key name="notes" match="tei:note[not(@place = 'inline') or .//tei:p or .//tei:list or .//tei:table
        or parent::tei:div or parent::tei:body or parent::tei:front or parent::tei:back]
      [not(parent::tei:table or parent::tei:list or parent::tei:figure or parent::tei:row)]
      [not(ancestor::tei:fw or ancestor::tei:figDesc or ancestor::tei:del
        or ancestor::*[parent::tei:choice][self::tei:sic or self::tei:orig or self::tei:abbr])]"
      use="generate-id(ancestor::*[self::tei:div or self::tei:front or self::tei:body
                                   or self::tei:back][1])"/>

  <!-- ================================================================ the text -->

  <xsl:template match="/">
    <main>
      <xsl:if test="$mode = 'epub'">
        <!-- Declares the namespace once, not on every section. -->
        <xsl:attribute name="epub:type" namespace="http://www.idpf.org/2007/ops"
          >bodymatter</xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="tei:TEI/tei:text"/>
    </main>
  </xsl:template>

  <xsl:template match="tei:text | tei:group">
    <xsl:apply-templates select="tei:front | tei:body | tei:group | tei:text | tei:back"/>
  </xsl:template>

  <xsl:template match="tei:floatingText">
    <div class="floatingText">
      <xsl:call-template name="common"/>
      <xsl:apply-templates/>
    </div>
  </xsl:template>

  <xsl:template match="tei:front | tei:body | tei:back">
    <xsl:variable name="part">
      <xsl:choose>
        <xsl:when test="self::tei:front">frontmatter</xsl:when>
        <xsl:when test="self::tei:back">backmatter</xsl:when>
        <xsl:otherwise>bodymatter</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <div data-part="{$part}">
      <xsl:call-template name="language"/>
      <xsl:call-template name="content"/>
    </div>
  </xsl:template>

  <xsl:template match="tei:div">
    <xsl:variable name="runin">
      <xsl:if test="tei:head[1]/*[1][self::tei:pc] and not(tei:head[2])
                    and tei:head/following-sibling::*[not(self::tei:fw or self::tei:pb
                        or self::tei:cb or self::tei:lb or self::tei:milestone)][1][self::tei:p]"
        > run-in</xsl:if>
    </xsl:variable>
    <section class="{normalize-space(concat('div ', @type, $runin))}"
             data-depth="{count(ancestor::tei:div) + 1}">
      <xsl:call-template name="common"/>
      <xsl:call-template name="division-role"/>
      <xsl:call-template name="content"/>
    </section>
  </xsl:template>

  <!-- The content with its notes. Where there are divisions, each may become a file: the notes of
       the text before them follow it, those of what floats between them follow that. -->
  <xsl:template name="content">
    <xsl:variable name="lead" select="count(tei:div[1]/preceding-sibling::node())"/>
    <xsl:choose>
      <xsl:when test="tei:div">
        <xsl:variable name="notes" select="key('notes', generate-id())"/>
        <xsl:variable name="own" select="generate-id()"/>
        <xsl:apply-templates select="node()[position() &lt;= $lead]"/>
        <xsl:for-each select="$notes[not(ancestor-or-self::*[generate-id(..) = $own]
            /preceding-sibling::tei:div)]">
          <xsl:call-template name="aside"/>
        </xsl:for-each>
        <xsl:for-each select="node()[position() &gt; $lead]">
          <xsl:variable name="here" select="generate-id()"/>
          <xsl:apply-templates select="."/>
          <xsl:if test="$notes and not(self::tei:div)">
            <xsl:for-each select="$notes[ancestor-or-self::*[generate-id() = $here]]">
              <xsl:call-template name="aside"/>
            </xsl:for-each>
          </xsl:if>
        </xsl:for-each>
      </xsl:when>
      <xsl:otherwise>
        <xsl:apply-templates/>
        <xsl:for-each select="key('notes', generate-id())">
          <xsl:call-template name="aside"/>
        </xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What the division is to assistive technology, where DPUB-ARIA has a word for it. -->
  <xsl:template name="division-role">
    <xsl:variable name="role">
      <xsl:choose>
        <xsl:when test="contains(' part chapter foreword preface introduction prologue
          acknowledgments conclusion epilogue afterword appendix bibliography glossary dedication
          colophon ', concat(' ', @type, ' ')) and @type != ''">
          <xsl:value-of select="@type"/>
        </xsl:when>
        <xsl:when test="@type = 'acknowledgements'">acknowledgments</xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:if test="$role != ''">
      <xsl:if test="$mode = 'epub'">
        <xsl:attribute name="epub:type" namespace="http://www.idpf.org/2007/ops">
          <xsl:value-of select="$role"/>
        </xsl:attribute>
      </xsl:if>
      <xsl:if test="$role != 'dedication' and $role != 'colophon'">
        <xsl:attribute name="role"><xsl:value-of select="concat('doc-', $role)"/></xsl:attribute>
        <xsl:if test="tei:head">
          <xsl:attribute name="aria-labelledby">
            <xsl:apply-templates select="tei:head[1]" mode="id"/>
          </xsl:attribute>
        </xsl:if>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <xsl:template match="tei:head" mode="id">
    <xsl:choose>
      <xsl:when test="@xml:id"><xsl:value-of select="@xml:id"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat('head:', ../@xml:id)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ================================================================ heads -->

  <!-- The first head of a division is its heading; the others go with it, below. -->
  <xsl:template match="tei:div/tei:head">
    <xsl:variable name="first" select="not(preceding-sibling::tei:head)"/>
    <xsl:choose>
      <xsl:when test="$first and following-sibling::tei:head">
        <header class="heads">
          <xsl:call-template name="heading"/>
          <xsl:for-each select="following-sibling::tei:head">
            <xsl:call-template name="head-line"/>
          </xsl:for-each>
        </header>
      </xsl:when>
      <xsl:when test="$first"><xsl:call-template name="heading"/></xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="heading">
    <xsl:variable name="depth" select="count(ancestor::tei:div) + $offset"/>
    <xsl:variable name="level">
      <xsl:choose>
        <xsl:when test="$depth &lt; 6"><xsl:value-of select="$depth"/></xsl:when>
        <xsl:otherwise>6</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="h{$level}" namespace="http://www.w3.org/1999/xhtml">
      <xsl:call-template name="common"/>
      <xsl:attribute name="class">
        <xsl:value-of select="concat('depth-', count(ancestor::tei:div))"/>
      </xsl:attribute>
      <xsl:attribute name="id"><xsl:apply-templates select="." mode="id"/></xsl:attribute>
      <xsl:if test="$depth &gt; 6">
        <xsl:attribute name="aria-level"><xsl:value-of select="$depth"/></xsl:attribute>
      </xsl:if>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="tei:head"><xsl:call-template name="head-line"/></xsl:template>

  <xsl:template name="head-line">
    <p class="{normalize-space(concat('head ', @type))}">
      <xsl:call-template name="common"/>
      <xsl:apply-templates/>
    </p>
  </xsl:template>

  <!-- ================================================================ blocks -->

  <xsl:template match="tei:p | tei:ab | tei:byline | tei:trailer | tei:dateline | tei:docAuthor
      | tei:docDate | tei:docImprint | tei:docEdition | tei:imprimatur | tei:opener | tei:closer
      | tei:salute | tei:signed | tei:argument | tei:epigraph | tei:postscript | tei:titlePart
      | tei:speaker | tei:stage | tei:l | tei:bibl | tei:salutation | tei:address | tei:addrLine">
    <xsl:param name="mark"/>
    <xsl:variable name="tag"><xsl:call-template name="block-tag"/></xsl:variable>
    <xsl:element name="{$tag}" namespace="http://www.w3.org/1999/xhtml">
      <xsl:call-template name="class">
        <xsl:with-param name="names">
          <xsl:if test="not(self::tei:p) or $tag = 'div'"><xsl:value-of select="local-name()"/>
          </xsl:if>
          <xsl:if test="self::tei:byline and contains(@ana, '#role.')">
            <xsl:value-of select="concat(' ', substring-after(@ana, '#role.'))"/>
          </xsl:if>
        </xsl:with-param>
      </xsl:call-template>
      <xsl:call-template name="common"/>
      <xsl:copy-of select="$mark"/>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>

  <!-- bibl inside a sentence is a phrase, not a block. -->
  <xsl:template match="tei:p//tei:bibl | tei:item//tei:bibl | tei:note//tei:bibl">
    <xsl:call-template name="phrase"/>
  </xsl:template>

  <xsl:template match="tei:titlePage | tei:docTitle | tei:lg | tei:sp | tei:listBibl">
    <div class="{local-name()}">
      <xsl:call-template name="common"/>
      <xsl:apply-templates/>
    </div>
  </xsl:template>

  <!-- p where it may be one; div where it holds what p cannot hold. Notes do not count: they move. -->
  <xsl:template name="block-tag">
    <xsl:variable name="note" select="generate-id(ancestor-or-self::tei:note[1])"/>
    <xsl:choose>
      <xsl:when test="descendant::*[self::tei:p or self::tei:list or self::tei:table
          or self::tei:figure or self::tei:ab or self::tei:lg or self::tei:sp or self::tei:titlePart
          or self::tei:floatingText or self::tei:l or self::tei:listBibl or self::tei:dateline
          or self::tei:salute or self::tei:signed or self::tei:cit or self::tei:head
          or self::tei:address or self::tei:addrLine or self::tei:argument or self::tei:byline]
          [generate-id(ancestor::tei:note[1]) = $note]">div</xsl:when>
      <xsl:otherwise>p</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Words of others: in the line, or as a block between paragraphs. -->
  <xsl:template match="tei:quote | tei:q | tei:said | tei:cit">
    <xsl:variable name="tag"><xsl:call-template name="block-tag"/></xsl:variable>
    <xsl:variable name="alone" select="parent::tei:div or parent::tei:body or parent::tei:front
        or parent::tei:back or parent::tei:cit"/>
    <xsl:choose>
      <xsl:when test="$tag = 'p' and not($alone)"><xsl:call-template name="phrase"/></xsl:when>
      <xsl:otherwise>
        <blockquote class="{local-name()}">
          <xsl:call-template name="common"/>
          <xsl:element name="{$tag}" namespace="http://www.w3.org/1999/xhtml">
            <xsl:apply-templates/>
          </xsl:element>
        </blockquote>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ================================================================ lists -->

  <xsl:template match="tei:list">
    <xsl:variable name="kind" select="concat(' ', @rend, ' ', @type, ' ')"/>
    <div class="list">
      <xsl:call-template name="common"/>
      <xsl:apply-templates select="tei:head"/>
      <xsl:choose>
        <xsl:when test="tei:label">
          <dl><xsl:apply-templates select="tei:label | tei:item"/></dl>
        </xsl:when>
        <xsl:when test="contains($kind, ' numbered ') or contains($kind, ' ordered ')">
          <ol><xsl:apply-templates select="tei:item"/></ol>
        </xsl:when>
        <xsl:when test="tei:item">
          <ul>
            <xsl:if test="not(contains($kind, ' bulleted '))">
              <xsl:attribute name="class">plain</xsl:attribute>
            </xsl:if>
            <xsl:apply-templates select="tei:item"/>
          </ul>
        </xsl:when>
      </xsl:choose>
      <xsl:apply-templates select="*[last()][not(self::tei:item)]" mode="carried"/>
      <xsl:for-each select="tei:note"><xsl:call-template name="aside"/></xsl:for-each>
      <!-- Whatever else stands in it (tei_all allows much) is not lost. -->
      <xsl:apply-templates select="*[not(self::tei:head or self::tei:item or self::tei:label
          or self::tei:pb or self::tei:cb or self::tei:lb or self::tei:milestone or self::tei:fw
          or self::tei:note)]"/>
    </div>
  </xsl:template>

  <xsl:template match="tei:item">
    <xsl:variable name="tag">
      <xsl:choose>
        <xsl:when test="../tei:label">dd</xsl:when>
        <xsl:otherwise>li</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="{$tag}" namespace="http://www.w3.org/1999/xhtml">
      <xsl:call-template name="class"/>
      <xsl:call-template name="common"/>
      <xsl:call-template name="carry"/>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="tei:list/tei:label">
    <dt>
      <xsl:call-template name="class"/>
      <xsl:call-template name="common"/>
      <xsl:call-template name="carry"/>
      <xsl:apply-templates/>
    </dt>
  </xsl:template>

  <!-- ================================================================ tables -->

  <xsl:template match="tei:table">
    <div class="table">
      <xsl:call-template name="common"/>
      <xsl:if test="$mode = 'html'">
        <!-- Wide tables scroll; the keyboard must be able to scroll them, too. -->
        <xsl:attribute name="role">region</xsl:attribute>
        <xsl:attribute name="tabindex">0</xsl:attribute>
        <xsl:choose>
          <xsl:when test="tei:head and @xml:id">
            <xsl:attribute name="aria-labelledby">
              <xsl:value-of select="concat('caption:', @xml:id)"/>
            </xsl:attribute>
          </xsl:when>
          <xsl:otherwise>
            <xsl:attribute name="aria-label"><xsl:value-of select="$word-table"/></xsl:attribute>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:if>
      <table>
        <xsl:if test="tei:head">
          <caption>
            <xsl:if test="@xml:id">
              <xsl:attribute name="id"><xsl:value-of select="concat('caption:', @xml:id)"/>
              </xsl:attribute>
            </xsl:if>
            <xsl:apply-templates select="tei:head"/>
          </caption>
        </xsl:if>
        <tbody><xsl:apply-templates select="tei:row"/></tbody>
      </table>
      <xsl:for-each select="tei:note | tei:row/tei:note"><xsl:call-template name="aside"/>
      </xsl:for-each>
      <xsl:apply-templates select="*[last()][not(self::tei:row)]" mode="carried"/>
      <xsl:apply-templates select="*[not(self::tei:head or self::tei:row or self::tei:pb
          or self::tei:cb or self::tei:lb or self::tei:milestone or self::tei:fw
          or self::tei:note)]"/>
    </div>
  </xsl:template>

  <xsl:template match="tei:row">
    <tr>
      <xsl:if test="@role = 'label'"><xsl:attribute name="class">label</xsl:attribute></xsl:if>
      <xsl:call-template name="common"/>
      <xsl:apply-templates select="tei:cell"/>
    </tr>
  </xsl:template>

  <xsl:template match="tei:cell">
    <xsl:variable name="label" select="@role = 'label' or (../@role = 'label' and not(@role))"/>
    <xsl:variable name="tag">
      <xsl:choose>
        <xsl:when test="$label">th</xsl:when>
        <xsl:otherwise>td</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="{$tag}" namespace="http://www.w3.org/1999/xhtml">
      <xsl:call-template name="class">
        <xsl:with-param name="names">
          <!-- Figures stand to the right, so that their digits line up. -->
          <xsl:if test="not($label) and normalize-space() != ''
              and translate(normalize-space(), '0123456789.,%‰+-−–—…／/ ０１２３４５６７８９．', '') = ''"
            >number</xsl:if>
        </xsl:with-param>
      </xsl:call-template>
      <xsl:call-template name="common"/>
      <xsl:if test="$label">
        <xsl:attribute name="scope">
          <xsl:choose>
            <xsl:when test="../@role = 'label'">col</xsl:when>
            <xsl:otherwise>row</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </xsl:if>
      <xsl:call-template name="span"><xsl:with-param name="name" select="'colspan'"/>
        <xsl:with-param name="of" select="@cols"/></xsl:call-template>
      <xsl:call-template name="span"><xsl:with-param name="name" select="'rowspan'"/>
        <xsl:with-param name="of" select="@rows"/></xsl:call-template>
      <xsl:if test="not(preceding-sibling::tei:cell)">
        <xsl:for-each select=".."><xsl:call-template name="carry"/></xsl:for-each>
      </xsl:if>
      <xsl:call-template name="carry"/>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>

  <xsl:template name="span">
    <xsl:param name="name"/>
    <xsl:param name="of"/>
    <xsl:if test="$of &gt; 1 and $of &lt;= 1000 and floor($of) = number($of)">
      <xsl:attribute name="{$name}"><xsl:value-of select="number($of)"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- ================================================================ pictures -->

  <xsl:template match="tei:figure">
    <figure>
      <xsl:call-template name="class"/>
      <xsl:call-template name="common"/>
      <xsl:apply-templates select="tei:graphic"/>
      <xsl:if test="not(tei:graphic)">
        <xsl:for-each select="tei:figDesc"><xsl:call-template name="description"/></xsl:for-each>
      </xsl:if>
      <xsl:variable name="said" select="*[not(self::tei:graphic or self::tei:figDesc
          or self::tei:note)]"/>
      <xsl:if test="$said or tei:note">
        <figcaption>
          <xsl:apply-templates select="$said"/>
          <xsl:for-each select="tei:note"><xsl:call-template name="aside"/></xsl:for-each>
        </figcaption>
      </xsl:if>
    </figure>
  </xsl:template>

  <xsl:template match="tei:figDesc" name="description">
    <p class="description">
      <xsl:call-template name="common"/>
      <xsl:value-of select="normalize-space()"/>
    </p>
  </xsl:template>

  <xsl:template match="tei:figure/tei:head">
    <p class="caption">
      <xsl:call-template name="common"/>
      <xsl:apply-templates/>
    </p>
  </xsl:template>

  <!-- The alternative text is a person's description, or nothing: the caption is read anyway. -->
  <xsl:template match="tei:graphic">
    <img src="{@url}" alt="{normalize-space(../tei:figDesc)}">
      <xsl:call-template name="common"/>
    </img>
  </xsl:template>
</xsl:stylesheet>
