package read

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// codePage turns bytes into characters; wide is set where two bytes make one.
type codePage struct {
	narrow [256]rune
	wide   encoding.Encoding
	kana   bool // A1–DF are characters of one byte
}

func narrowPage(m *charmap.Charmap) *codePage {
	p := &codePage{}
	for i := range 256 {
		p.narrow[i] = m.DecodeByte(byte(i))
	}
	return p
}

var (
	cp1252     = narrowPage(charmap.Windows1252)
	macRoman   = narrowPage(charmap.Macintosh)
	symbolPage = func() *codePage {
		p := narrowPage(charmap.Windows1252)
		p.narrow[0xA7], p.narrow[0xB7], p.narrow[0xA8], p.narrow[0xD8] = '▪', '•', '•', '•'
		return p
	}()
	pages = map[int]*codePage{
		437: narrowPage(charmap.CodePage437), 850: narrowPage(charmap.CodePage850), 866: narrowPage(charmap.CodePage866),
		874: narrowPage(charmap.Windows874), 1250: narrowPage(charmap.Windows1250), 1251: narrowPage(charmap.Windows1251),
		1252: cp1252, 1253: narrowPage(charmap.Windows1253), 1254: narrowPage(charmap.Windows1254),
		1255: narrowPage(charmap.Windows1255), 1256: narrowPage(charmap.Windows1256), 1257: narrowPage(charmap.Windows1257),
		1258: narrowPage(charmap.Windows1258), 10000: macRoman,
		932: {wide: japanese.ShiftJIS, kana: true}, 936: {wide: simplifiedchinese.GBK},
		949: {wide: korean.EUCKR}, 950: {wide: traditionalchinese.Big5},
	}
)

func pageNumbered(n int) *codePage { return pages[n] }

// charsetPage is the code page of a \fcharset, nil for the document's own.
func charsetPage(n int) *codePage {
	switch n {
	case 0:
		return cp1252
	case 2:
		return symbolPage
	case 77:
		return macRoman
	case 128:
		return pages[932]
	case 129:
		return pages[949]
	case 134:
		return pages[936]
	case 136:
		return pages[950]
	case 161:
		return pages[1253]
	case 162:
		return pages[1254]
	case 163:
		return pages[1258]
	case 177:
		return pages[1255]
	case 178:
		return pages[1256]
	case 186:
		return pages[1257]
	case 204:
		return pages[1251]
	case 222:
		return pages[874]
	case 238:
		return pages[1250]
	case 254:
		return pages[437]
	}
	return nil
}

// fontPage is the code page of font n, the document's for one not described.
func (r *rtf) fontPage(n int) *codePage {
	if p := r.fonts[n]; p != nil {
		if p == cp1252 && r.ansi != nil {
			return r.ansi
		}
		return p
	}
	if r.ansi != nil {
		return r.ansi
	}
	return cp1252
}
