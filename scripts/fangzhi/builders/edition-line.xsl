<?xml version="1.0" encoding="UTF-8"?>
<!--
  TEI → XHTML5, the second half: seams, notes, what stands in the line, and attributes.
  Included by edition.xsl, which says what the whole is for.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:tei="http://www.tei-c.org/ns/1.0"
    xmlns:epub="http://www.idpf.org/2007/ops"
    xmlns="http://www.w3.org/1999/xhtml"
    exclude-result-prefixes="tei epub">

  <!-- ================================================================ seams and pages -->

  <xsl:template match="tei:pb">
    <span id="{@xml:id}">
      <xsl:choose>
        <xsl:when test="normalize-space(@n) != ''">
          <xsl:attribute name="class">pb</xsl:attribute>
          <xsl:if test="$mode = 'epub'">
            <xsl:attribute name="epub:type" namespace="http://www.idpf.org/2007/ops"
              >pagebreak</xsl:attribute>
          </xsl:if>
          <xsl:attribute name="role">doc-pagebreak</xsl:attribute>
          <xsl:attribute name="data-n"><xsl:value-of select="normalize-space(@n)"/></xsl:attribute>
        </xsl:when>
        <xsl:otherwise><xsl:attribute name="class">pb unnumbered</xsl:attribute></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="not(@break = 'no')"><xsl:attribute name="data-seam"/></xsl:if>
      <xsl:call-template name="facs"/>
    </span>
  </xsl:template>

  <xsl:template match="tei:cb | tei:lb | tei:milestone">
    <xsl:if test="not(@break = 'no')"><span class="seam"/></xsl:if>
  </xsl:template>

  <!-- Between blocks these leave no trace; a printed rule does. -->
  <xsl:template match="tei:div/tei:cb | tei:div/tei:lb | tei:div/tei:milestone | tei:body/tei:cb
      | tei:body/tei:lb | tei:body/tei:milestone | tei:front/tei:milestone | tei:back/tei:milestone
      | tei:front/tei:lb | tei:back/tei:lb | tei:front/tei:cb | tei:back/tei:cb">
    <xsl:if test="self::tei:milestone and @unit = 'rule'"><hr/></xsl:if>
  </xsl:template>

  <!-- Pages that begin between two rows or items begin in the next of them: only there XHTML can
       hold them; at the end, after the table or list. -->
  <xsl:template name="carry">
    <xsl:apply-templates select="preceding-sibling::*[1]" mode="carried"/>
  </xsl:template>
  <xsl:template match="*" mode="carried"/>
  <xsl:template match="tei:pb | tei:cb | tei:lb | tei:milestone | tei:fw | tei:note"
      mode="carried">
    <xsl:apply-templates select="preceding-sibling::*[1]" mode="carried"/>
    <xsl:if test="self::tei:pb"><xsl:apply-templates select="."/></xsl:if>
  </xsl:template>

  <!-- Not read: page furniture, and the hyphen that a line break made. -->
  <xsl:template match="tei:fw | tei:pc[@force = 'weak'] | tei:del"/>

  <!-- ================================================================ notes -->

  <!-- In the text: the mark. -->
  <xsl:template match="tei:note">
    <a id="ref:{@xml:id}" class="noteref" href="#{@xml:id}" role="doc-noteref">
      <xsl:if test="$mode = 'epub'">
        <xsl:attribute name="epub:type" namespace="http://www.idpf.org/2007/ops"
          >noteref</xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="." mode="mark"/>
    </a>
  </xsl:template>
  <xsl:template match="tei:note[@place = 'inline'][not(.//tei:p or .//tei:list or .//tei:table)]">
    <small class="note inline"><xsl:call-template name="common"/><xsl:apply-templates/></small>
  </xsl:template>

  <!-- A note between blocks has no place to be called from. -->
  <xsl:template priority="1" match="tei:div/tei:note | tei:body/tei:note | tei:front/tei:note
      | tei:back/tei:note | tei:table/tei:note | tei:list/tei:note | tei:figure/tei:note
      | tei:row/tei:note"/>

  <!-- As printed; notes without a mark are numbered afterwards, from 1 in each file. -->
  <xsl:template match="tei:note" mode="mark">
    <xsl:value-of select="normalize-space(@n)"/>
  </xsl:template>

  <xsl:template name="aside">
    <xsl:variable name="called" select="not(parent::tei:div or parent::tei:body or parent::tei:front
        or parent::tei:back or parent::tei:table or parent::tei:list or parent::tei:figure
        or parent::tei:row)"/>
    <xsl:variable name="mark">
      <xsl:if test="$called">
        <a class="backlink" href="#ref:{@xml:id}" role="doc-backlink">
          <xsl:attribute name="aria-label"><xsl:value-of select="$word-back"/></xsl:attribute>
          <xsl:apply-templates select="." mode="mark"/>
        </a>
        <xsl:text> </xsl:text>
      </xsl:if>
      <xsl:if test="not($called) and normalize-space(@n) != ''">
        <b class="note-mark"><xsl:value-of select="normalize-space(@n)"/></b>
        <xsl:text> </xsl:text>
      </xsl:if>
    </xsl:variable>
    <aside class="note" aria-label="{$word-note}">
      <xsl:choose>
        <xsl:when test="$called">
          <xsl:attribute name="role">doc-footnote</xsl:attribute>
          <xsl:if test="$mode = 'epub'">
            <xsl:attribute name="epub:type" namespace="http://www.idpf.org/2007/ops"
              >footnote</xsl:attribute>
          </xsl:if>
        </xsl:when>
        <xsl:otherwise><xsl:attribute name="role">note</xsl:attribute></xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="common"/>
      <xsl:choose>
        <xsl:when test="*[1][self::tei:p] and normalize-space(tei:p[1]/preceding-sibling::text())
            = ''">
          <xsl:apply-templates select="tei:p[1]">
            <xsl:with-param name="mark" select="$mark"/>
          </xsl:apply-templates>
          <xsl:apply-templates select="tei:p[1]/following-sibling::node()"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:variable name="tag"><xsl:call-template name="block-tag"/></xsl:variable>
          <xsl:element name="{$tag}" namespace="http://www.w3.org/1999/xhtml">
            <xsl:copy-of select="$mark"/>
            <xsl:apply-templates/>
          </xsl:element>
        </xsl:otherwise>
      </xsl:choose>
    </aside>
  </xsl:template>

  <!-- ================================================================ in the line -->

  <xsl:template match="tei:foreign | tei:term | tei:measure | tei:num | tei:persName | tei:orgName
      | tei:placeName | tei:name | tei:rs | tei:mentioned | tei:soCalled | tei:gloss | tei:distinct
      | tei:idno | tei:label | tei:docTitle//tei:name | tei:formula | tei:code | tei:w | tei:c
      | tei:s | tei:seg | tei:phr | tei:cl | tei:pc | tei:surname | tei:forename | tei:roleName
      | tei:addName | tei:genName | tei:nameLink | tei:geogName | tei:settlement | tei:region
      | tei:country | tei:district | tei:bloc | tei:publisher | tei:pubPlace | tei:author
      | tei:editor | tei:edition | tei:biblScope | tei:supplied | tei:expan | tei:abbr | tei:am
      | tei:ex | tei:desc | tei:email | tei:time | tei:ident | tei:val | tei:gi | tei:att
      | tei:anchor | tei:space | tei:restore | tei:damage | tei:secl | tei:surplus | tei:caesura
      | tei:sic | tei:orig | tei:corr | tei:reg | tei:add | tei:rdg | tei:lem" name="phrase">
    <span>
      <xsl:call-template name="class">
        <xsl:with-param name="names" select="local-name()"/>
      </xsl:call-template>
      <xsl:call-template name="common"/>
      <xsl:apply-templates/>
    </span>
  </xsl:template>

  <xsl:template match="tei:subst"><xsl:apply-templates/></xsl:template>
  <xsl:template match="tei:app">
    <xsl:apply-templates select="(tei:lem | tei:rdg)[1]"/>
  </xsl:template>
  <!-- Index entries are instructions, not text. -->
  <xsl:template match="tei:index | tei:fLib | tei:interp | tei:certainty | tei:respons"/>

  <xsl:template match="tei:title">
    <cite>
      <xsl:call-template name="class"/>
      <xsl:call-template name="common"/>
      <xsl:apply-templates/>
    </cite>
  </xsl:template>

  <xsl:template match="tei:emph">
    <em><xsl:call-template name="common"/><xsl:apply-templates/></em>
  </xsl:template>

  <!-- The element by the first look that has one in XHTML; every look is a class besides. -->
  <xsl:template match="tei:hi">
    <xsl:variable name="look" select="concat(' ', normalize-space(@rend), ' ')"/>
    <xsl:variable name="tag">
      <xsl:choose>
        <xsl:when test="contains($look, ' superscript ') or contains($look, ' sup ')">sup</xsl:when>
        <xsl:when test="contains($look, ' subscript ') or contains($look, ' sub ')">sub</xsl:when>
        <xsl:when test="contains($look, ' emphasis-dots ')">em</xsl:when>
        <xsl:when test="contains($look, ' bold ')">b</xsl:when>
        <xsl:when test="contains($look, ' italic ')">i</xsl:when>
        <xsl:when test="contains($look, ' underline ')">u</xsl:when>
        <xsl:when test="contains($look, ' small ')">small</xsl:when>
        <xsl:otherwise>span</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="{$tag}" namespace="http://www.w3.org/1999/xhtml">
      <xsl:call-template name="class"/>
      <xsl:call-template name="common"/>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="tei:date">
    <xsl:choose>
      <xsl:when test="@when">
        <time datetime="{@when}">
          <xsl:call-template name="common"/>
          <xsl:apply-templates/>
        </time>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="phrase"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The editor's reading is read; what was printed is one touch away. -->
  <xsl:template match="tei:choice">
    <xsl:variable name="read" select="(tei:corr | tei:reg | tei:expan)[1]"/>
    <xsl:variable name="printed" select="(tei:sic | tei:orig | tei:abbr)[1]"/>
    <xsl:choose>
      <xsl:when test="$read">
        <span class="choice">
          <xsl:if test="normalize-space($printed) != ''">
            <xsl:attribute name="title">
              <!-- Our own corrections are of what the text recognition misread, not the print. -->
              <xsl:choose>
                <xsl:when test="$read[self::tei:corr][@resp = '#fangzhi']">
                  <xsl:value-of select="concat($word-recognised, normalize-space($printed))"/>
                </xsl:when>
                <xsl:otherwise>
                  <xsl:value-of select="concat($word-printed, normalize-space($printed))"/>
                </xsl:otherwise>
              </xsl:choose>
            </xsl:attribute>
          </xsl:if>
          <xsl:call-template name="common"/>
          <xsl:apply-templates select="$read"/>
        </span>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates select="*[1]"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="tei:unclear">
    <span class="unclear">
      <xsl:attribute name="title">
        <xsl:choose>
          <xsl:when test="@resp = '#fangzhi'"><xsl:value-of select="$word-unsure"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$word-unclear"/></xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:call-template name="common"/>
      <xsl:apply-templates/>
    </span>
  </xsl:template>

  <!-- One empty square for each lost character, as Chinese editions print it. -->
  <xsl:template match="tei:gap">
    <xsl:choose>
      <xsl:when test="parent::tei:div or parent::tei:body"><p><xsl:call-template name="gap"/></p>
      </xsl:when>
      <xsl:when test="parent::tei:list or parent::tei:table or parent::tei:row"/>
      <xsl:otherwise><xsl:call-template name="gap"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="gap">
    <span class="gap" role="img" aria-label="{$word-illegible}" title="{$word-illegible}">
      <xsl:call-template name="common"/>
      <xsl:choose>
        <xsl:when test="(@unit = 'char' or @unit = 'character' or @unit = 'chars')
            and @quantity &gt;= 1 and @quantity &lt;= 30">
          <xsl:value-of select="substring('□□□□□□□□□□□□□□□□□□□□□□□□□□□□□□', 1, @quantity)"/>
        </xsl:when>
        <xsl:otherwise>［…］</xsl:otherwise>
      </xsl:choose>
    </span>
  </xsl:template>

  <!-- A link cannot hold a link: a reference with a note in it, or inside another, is plain. -->
  <xsl:template match="tei:ref">
    <xsl:choose>
      <xsl:when test="@target and not(ancestor::tei:ref) and not(.//tei:note or .//tei:ptr)">
        <a class="ref" href="{@target}">
          <xsl:call-template name="common"/>
          <xsl:apply-templates/>
        </a>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="phrase"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="tei:ptr">
    <xsl:if test="@target and not(ancestor::tei:ref)">
      <a class="ptr" href="{@target}">
        <xsl:call-template name="common"/>
        <xsl:choose>
          <xsl:when test="starts-with(@target, '#')">→</xsl:when>
          <xsl:otherwise><xsl:value-of select="@target"/></xsl:otherwise>
        </xsl:choose>
      </a>
    </xsl:if>
  </xsl:template>

  <!-- ================================================================ what is unknown -->

  <xsl:template match="*" priority="-1">
    <xsl:variable name="block"><xsl:call-template name="block-tag"/></xsl:variable>
    <xsl:variable name="tag">
      <xsl:choose>
        <xsl:when test="$block = 'div'">div</xsl:when>
        <xsl:otherwise>span</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="{$tag}" namespace="http://www.w3.org/1999/xhtml">
      <xsl:attribute name="class"><xsl:value-of select="concat('tei-', local-name())"/>
      </xsl:attribute>
      <xsl:call-template name="common"/>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="comment() | processing-instruction()"/>

  <!-- ================================================================ attributes -->

  <xsl:template name="common">
    <xsl:if test="@xml:id"><xsl:attribute name="id"><xsl:value-of select="@xml:id"/></xsl:attribute>
    </xsl:if>
    <xsl:call-template name="language"/>
    <xsl:call-template name="facs"/>
  </xsl:template>

  <!-- Where it stands on the scan: for the web page, which shows that beside the text. -->
  <xsl:template name="facs">
    <xsl:if test="$mode = 'html' and @facs">
      <xsl:attribute name="data-facs"><xsl:value-of select="@facs"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <xsl:template name="language">
    <xsl:if test="@xml:lang">
      <xsl:attribute name="lang"><xsl:value-of select="@xml:lang"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- Names of our own, and the looks that the print had. -->
  <xsl:template name="class">
    <xsl:param name="names"/>
    <xsl:variable name="looks"><xsl:call-template name="looks">
      <xsl:with-param name="rest" select="normalize-space(@rend)"/></xsl:call-template></xsl:variable>
    <xsl:variable name="all" select="normalize-space(concat($names, ' ', $looks))"/>
    <xsl:if test="$all != ''">
      <xsl:attribute name="class"><xsl:value-of select="$all"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <xsl:template name="looks">
    <xsl:param name="rest"/>
    <xsl:if test="$rest != ''">
      <xsl:value-of select="concat(' rend-', substring-before(concat($rest, ' '), ' '))"/>
      <xsl:call-template name="looks">
        <xsl:with-param name="rest" select="substring-after($rest, ' ')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
