<?xml version="1.0" encoding="UTF-8"?>
<!--
  The ODD as a page to read.

  Input: documentation, with an element for each element of the schema (attributes, children,
  parents; customisation.py) and the ODD itself. Prose, examples and rules come from the ODD as they
  stand there; the table of elements is replaced by what both know of each.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:tei="http://www.tei-c.org/ns/1.0"
    xmlns:eg="http://www.tei-c.org/ns/Examples"
    exclude-result-prefixes="tei eg">

  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

  <xsl:param name="style"/>
  <xsl:param name="version"/>
  <xsl:key name="element" match="/documentation/element" use="@name"/>

  <xsl:variable name="title"
    select="normalize-space(//tei:teiHeader/tei:fileDesc/tei:titleStmt/tei:title)"/>
  <xsl:variable name="divisions" select="//tei:body/tei:div"/>

  <xsl:template match="/">
    <html>
      <xsl:attribute name="lang">
        <xsl:value-of select="/documentation/tei:TEI/@xml:lang"/>
      </xsl:attribute>
      <head>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="generator" content="fangzhi {$version}"/>
        <title><xsl:value-of select="$title"/></title>
        <style><xsl:value-of select="$style" disable-output-escaping="yes"/></style>
      </head>
      <body>
        <nav aria-label="Contents">
          <a class="skip" href="#text">Skip the contents</a>
          <h2>Contents</h2>
          <ol>
            <xsl:for-each select="$divisions">
              <li><a href="#{@xml:id}"><xsl:value-of select="normalize-space(tei:head)"/></a></li>
            </xsl:for-each>
          </ol>
        </nav>
        <header>
          <h1><xsl:value-of select="$title"/></h1>
          <p class="soft">Made from fangzhi.odd and fangzhi.rng, version <xsl:value-of select="$version"/>.</p>
        </header>
        <main id="text"><xsl:apply-templates select="$divisions"/></main>
        <footer>
          <p><xsl:value-of select="normalize-space(//tei:teiHeader//tei:availability)"/></p>
        </footer>
      </body>
    </html>
  </xsl:template>

  <!-- ========== divisions ========== -->

  <xsl:template match="tei:div">
    <section>
      <xsl:if test="@xml:id"><xsl:attribute name="id"><xsl:value-of select="@xml:id"/></xsl:attribute></xsl:if>
      <xsl:apply-templates/>
    </section>
  </xsl:template>

  <xsl:template match="tei:div/tei:head">
    <xsl:element name="h{count(ancestor::tei:div) + 1}"><xsl:apply-templates/></xsl:element>
  </xsl:template>

  <xsl:template match="tei:div[@xml:id = 'elements']/tei:table">
    <ul class="columns">
      <xsl:for-each select="/documentation/element">
        <li><xsl:call-template name="linked"/></li>
      </xsl:for-each>
    </ul>
    <xsl:apply-templates select="/documentation/element"/>
  </xsl:template>

  <xsl:template match="tei:schemaSpec">
    <p>The elements come from these modules of TEI; their attributes are told with each of them.</p>
    <div class="scroll"><table>
      <thead><tr><th scope="col">Module</th><th scope="col">Elements</th></tr></thead>
      <tbody>
        <xsl:for-each select="tei:moduleRef[@include]">
          <tr>
            <th scope="row"><code><xsl:value-of select="@key"/></code></th>
            <td><xsl:value-of select="normalize-space(@include)"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table></div>
  </xsl:template>

  <!-- ========== one element ========== -->

  <xsl:template match="element">
    <article class="element" id="element-{@name}" aria-labelledby="name-{@name}">
      <h3 id="name-{@name}"><code>&lt;<xsl:value-of select="@name"/>&gt;</code></h3>
      <p><xsl:value-of select="@description"/></p>
      <xsl:if test="attribute">
        <h4>Attributes</h4>
        <div class="scroll"><table>
          <thead class="skip"><tr><th scope="col">Name</th><th scope="col">What it holds</th></tr></thead>
          <tbody><xsl:apply-templates select="attribute"/></tbody>
        </table></div>
      </xsl:if>
      <h4>Contains</h4>
      <p class="names">
        <xsl:if test="text">text<xsl:if test="children">, </xsl:if></xsl:if>
        <xsl:for-each select="children">
          <xsl:call-template name="linked"/>
          <xsl:if test="position() != last()">, </xsl:if>
        </xsl:for-each>
        <xsl:if test="not(text or children)">nothing</xsl:if>
      </p>
      <h4>Stands in</h4>
      <p class="names">
        <xsl:for-each select="parents">
          <xsl:call-template name="linked"/>
          <xsl:if test="position() != last()">, </xsl:if>
        </xsl:for-each>
        <xsl:if test="not(parents)">nothing: it is the root</xsl:if>
      </p>
    </article>
  </xsl:template>

  <xsl:template match="attribute">
    <tr>
      <th scope="row">
        <code><xsl:value-of select="@name"/></code>
        <xsl:if test="@required"><xsl:text> </xsl:text><span class="must">must be there</span></xsl:if>
      </th>
      <td>
        <xsl:value-of select="@description"/>
        <xsl:if test="value">
          <dl>
            <xsl:for-each select="value">
              <dt><code><xsl:value-of select="@name"/></code></dt>
              <dd><xsl:value-of select="@description"/></dd>
            </xsl:for-each>
          </dl>
        </xsl:if>
      </td>
    </tr>
  </xsl:template>

  <xsl:template name="linked">
    <a href="#element-{@name}"><code><xsl:value-of select="@name"/></code></a>
  </xsl:template>

  <!-- ========== prose ========== -->

  <xsl:template match="tei:p"><p><xsl:apply-templates/></p></xsl:template>

  <xsl:template match="tei:list"><ul><xsl:apply-templates select="tei:item"/></ul></xsl:template>
  <xsl:template match="tei:item"><li><xsl:apply-templates/></li></xsl:template>

  <xsl:template match="tei:table">
    <div class="scroll"><table>
      <xsl:if test="tei:row[@role = 'label']">
        <thead><xsl:apply-templates select="tei:row[@role = 'label']"/></thead>
      </xsl:if>
      <tbody><xsl:apply-templates select="tei:row[not(@role = 'label')]"/></tbody>
    </table></div>
  </xsl:template>

  <xsl:template match="tei:row"><tr><xsl:apply-templates select="tei:cell"/></tr></xsl:template>
  <xsl:template match="tei:row[@role = 'label']/tei:cell">
    <th scope="col"><xsl:apply-templates/></th>
  </xsl:template>
  <xsl:template match="tei:row[not(@role = 'label')]/tei:cell[1]">
    <th scope="row"><xsl:apply-templates/></th>
  </xsl:template>
  <xsl:template match="tei:cell"><td><xsl:apply-templates/></td></xsl:template>

  <xsl:template match="tei:gi">
    <xsl:choose>
      <xsl:when test="key('element', normalize-space())">
        <a href="#element-{normalize-space()}"><code><xsl:value-of select="."/></code></a>
      </xsl:when>
      <xsl:otherwise><code><xsl:value-of select="."/></code></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="tei:att"><code>@<xsl:value-of select="."/></code></xsl:template>
  <xsl:template match="tei:val | tei:ident | tei:code"><code><xsl:value-of select="."/></code></xsl:template>
  <xsl:template match="tei:ref[starts-with(@target, '#') or starts-with(@target, 'https:')]">
    <a href="{@target}"><xsl:apply-templates/></a>
  </xsl:template>

  <!-- ========== examples: markup as it is written ========== -->

  <xsl:template match="eg:egXML">
    <pre><code><xsl:apply-templates mode="written"/></code></pre>
  </xsl:template>

  <xsl:template match="*" mode="written">
    <xsl:text>&lt;</xsl:text><xsl:value-of select="name()"/>
    <xsl:for-each select="@*">
      <xsl:value-of select="concat(' ', name(), '=&quot;', ., '&quot;')"/>
    </xsl:for-each>
    <xsl:choose>
      <xsl:when test="node()">
        <xsl:text>&gt;</xsl:text>
        <xsl:apply-templates mode="written"/>
        <xsl:value-of select="concat('&lt;/', name(), '&gt;')"/>
      </xsl:when>
      <xsl:otherwise>/&gt;</xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
