package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"time"
)

const producer = "Lauter"

// metadata is what the document says about itself to other programs. The id of PDF/UA comes with the schema that PDF/A
// asks for. Titles and dates are the same as in the information dictionary. In order: title, subject, language, creator,
// producer, date.
const metadata = `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%[1]s</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">%[2]s</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>%[3]s</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>%[4]s</xmp:CreatorTool>
<xmp:CreateDate>%[6]s</xmp:CreateDate>
<xmp:ModifyDate>%[6]s</xmp:ModifyDate>
<pdf:Producer>%[5]s</pdf:Producer>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`

func (d *Document) writeMetadata(f *file) ref {
	var b bytes.Buffer
	fmt.Fprintf(&b, metadata, xmlText(d.info.Title), xmlText(d.info.Subject), xmlText(d.info.Lang), xmlText(d.info.Creator),
		producer, d.info.Date.UTC().Format(time.RFC3339))
	return f.rawStream("/Type/Metadata/Subtype/XML", b.Bytes())
}

func xmlText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(printable(s))
}

func (d *Document) writeInfo(f *file) ref {
	date := text(d.info.Date.UTC().Format("D:20060102150405Z"))
	return f.add("<</Title%s/Subject%s/Creator%s/Producer%s/CreationDate%s/ModDate%s>>",
		text(printable(d.info.Title)), text(printable(d.info.Subject)), text(d.info.Creator), text(producer), date, date)
}

// writeIntent says what the colours mean: those of sRGB.
func writeIntent(f *file) ref {
	profile := f.stream("/N 3", srgbProfile())
	return f.add("<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile %v>>", profile)
}

// srgbProfile is the colour profile of sRGB, version 4, from the published primaries and tone curve.
func srgbProfile() []byte {
	curve := profileTag("para", u16(3), u16(0), s15(2.4), s15(1/1.055), s15(0.055/1.055), s15(1/12.92), s15(0.04045))
	return profile([]profilePart{
		{"desc", localized("sRGB")},
		{"cprt", localized("CC0")},
		{"wtpt", xyz(0.9642, 1, 0.8249)},
		{"chad", profileTag("sf32", s15(1.04788), s15(0.02292), s15(-0.05022), s15(0.02959), s15(0.99048), s15(-0.01707), s15(-0.00925), s15(0.01508), s15(0.75168))},
		{"rXYZ", xyz(0.43607, 0.22249, 0.01392)},
		{"gXYZ", xyz(0.38515, 0.71687, 0.09708)},
		{"bXYZ", xyz(0.14307, 0.06061, 0.71410)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	})
}

type profilePart struct {
	tag  string
	data []byte
}

func profile(parts []profilePart) []byte {
	header := make([]byte, 128)
	copy(header[8:], "\x04\x20\x00\x00mntrRGB XYZ ")
	copy(header[24:], "\x07\xea\x00\x01\x00\x01") // 1 January 2026, for the field may not be empty
	copy(header[36:], "acsp")
	copy(header[68:], bytes.Join([][]byte{s15(0.9642), s15(1), s15(0.8249)}, nil))
	index, data := u32(uint32(len(parts))), []byte{}
	start := len(header) + 4 + 12*len(parts)
	for _, p := range parts {
		index = append(index, p.tag...)
		index = append(index, u32(uint32(start+len(data)))...)
		index = append(index, u32(uint32(len(p.data)))...)
		data = append(data, p.data...)
		for len(data)%4 != 0 {
			data = append(data, 0)
		}
	}
	all := bytes.Join([][]byte{header, index, data}, nil)
	binary.BigEndian.PutUint32(all, uint32(len(all)))
	return all
}

func profileTag(kind string, values ...[]byte) []byte {
	return append([]byte(kind+"\x00\x00\x00\x00"), bytes.Join(values, nil)...)
}

func localized(s string) []byte {
	var wide []byte
	for _, c := range []byte(s) {
		wide = append(wide, 0, c)
	}
	return profileTag("mluc", u32(1), u32(12), []byte("enUS"), u32(uint32(len(wide))), u32(28), wide)
}

func xyz(x, y, z float64) []byte { return profileTag("XYZ ", s15(x), s15(y), s15(z)) }

// s15 is a number with sixteen binary places.
func s15(x float64) []byte { return u32(uint32(int32(math.Round(x * 65536)))) }

func u16(n uint16) []byte { return binary.BigEndian.AppendUint16(nil, n) }

func u32(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
