package read

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"refuge/law"
)

// mainPart is the name of the part that holds the text.
func mainPart(z *zip.Reader) (string, error) {
	name := "word/document.xml"
	err := eachElement(z, "_rels/.rels", func(e xml.StartElement) {
		if e.Name.Local == "Relationship" && strings.HasSuffix(val(e, "Type"), "/officeDocument") {
			name = strings.TrimPrefix(path.Clean("/"+val(e, "Target")), "/")
		}
	})
	if err != nil && !errors.Is(err, law.ErrNotFound) {
		return "", err
	}
	return name, nil
}

// besides counts what stands in headers, footers and comments.
func (r *docx) besides(z *zip.Reader, folder string) error {
	for _, f := range z.File {
		dir, name := path.Split(f.Name)
		what := ""
		switch {
		case path.Clean(dir) != folder || path.Ext(name) != ".xml":
		case strings.HasPrefix(name, "header"), strings.HasPrefix(name, "footer"):
			what = "header or footer"
		case name == "comments.xml":
			what = "comment"
		}
		if what == "" {
			continue
		}
		var words strings.Builder
		text := false
		err := docxTokens(z, f.Name, func(t xml.Token) error {
			switch t := t.(type) {
			case xml.StartElement:
				text = t.Name.Local == "t"
			case xml.EndElement:
				text = false
				if t.Name.Local == "p" {
					words.WriteByte(' ')
				}
			case xml.CharData:
				if text {
					words.Write(t)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if strings.TrimSpace(words.String()) != "" {
			r.d.leave(what, words.String())
		}
	}
	return nil
}

// docxPart opens a part of the archive under the bound; law.ErrNotFound if there
// is none of the name.
func docxPart(z *zip.Reader, name string) (*xml.Decoder, *io.LimitedReader, func() error, error) {
	for _, f := range z.File {
		if f.Name != name {
			continue
		}
		if f.UncompressedSize64 > maxDOCXPart {
			return nil, nil, nil, fmt.Errorf("reading DOCX: %s unpacks to %d bytes: %w", name, f.UncompressedSize64, law.ErrTooLarge)
		}
		rc, err := f.Open()
		if err != nil {
			return nil, nil, nil, fmt.Errorf("reading DOCX: %s: %w: %w", name, err, law.ErrInvalid)
		}
		limited := &io.LimitedReader{R: rc, N: maxDOCXPart + 1}
		return xml.NewDecoder(limited), limited, rc.Close, nil
	}
	return nil, nil, nil, law.ErrNotFound
}

// docxTokens calls do for each token of a part, until its end.
func docxTokens(z *zip.Reader, name string, do func(xml.Token) error) (err error) {
	d, limited, done, err := docxPart(z, name)
	if err != nil {
		return err
	}
	defer func() {
		if e := done(); err == nil && e != nil {
			err = fmt.Errorf("reading DOCX: %s: %w: %w", name, e, law.ErrInvalid)
		}
	}()
	depth := 0
	for {
		t, err := d.Token()
		if limited.N <= 0 {
			return fmt.Errorf("reading DOCX: %s unpacks to more than %d bytes: %w", name, maxDOCXPart, law.ErrTooLarge)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading DOCX: %s: %w: %w", name, err, law.ErrInvalid)
		}
		switch t.(type) {
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return fmt.Errorf("reading DOCX: %s nests deeper than %d: %w", name, maxXMLDepth, law.ErrTooLarge)
			}
		case xml.EndElement:
			depth--
		}
		if err := do(t); err != nil {
			return err
		}
	}
}

// eachElement calls do for each start of an element of a part.
func eachElement(z *zip.Reader, name string, do func(xml.StartElement)) error {
	return docxTokens(z, name, func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok {
			do(e)
		}
		return nil
	})
}

// val is the w:val of an element, or another attribute of it.
func val(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// isOn reads a switch of WordprocessingML: on unless its value says off.
func isOn(e xml.StartElement) bool {
	switch val(e, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}
