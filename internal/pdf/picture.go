package pdf

import (
	"fmt"
	"image"
	"slices"
)

// Picture draws pixels into a box. Their colours are sRGB; what is see-through shows the ground. The same picture is
// in the document once, however often it is drawn.
func (p *Page) Picture(m *image.NRGBA, at Box) {
	p.mustBeOpen()
	n := slices.Index(p.doc.pictures, m)
	if n < 0 {
		n = len(p.doc.pictures)
		p.doc.pictures = append(p.doc.pictures, m)
	}
	p.op("q")
	p.numbers("cm", at.W, 0, 0, at.H, at.X, p.Height-at.Y-at.H)
	p.content = fmt.Appendf(p.content, "/I%d Do\n", n+1)
	p.op("Q")
}

// writePictures returns the resources that name the pictures; nothing if there are none.
func (d *Document) writePictures(f *file) string {
	if len(d.pictures) == 0 {
		return ""
	}
	resources := "/XObject<<"
	for i, m := range d.pictures {
		resources += fmt.Sprintf("/I%d %v", i+1, writePicture(f, m))
	}
	return resources + ">>"
}

func writePicture(f *file, m *image.NRGBA) ref {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	colours, opacity, solid := make([]byte, 0, 3*w*h), make([]byte, 0, w*h), true
	for y := range h {
		row := m.Pix[y*m.Stride:][:4*w]
		for x := range w {
			pixel := row[4*x:][:4]
			colours = append(colours, pixel[:3]...)
			opacity = append(opacity, pixel[3])
			solid = solid && pixel[3] == 0xff
		}
	}
	entries := fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8", w, h)
	mask := ""
	if !solid {
		mask = fmt.Sprintf("/SMask %v", f.stream(entries+"/ColorSpace/DeviceGray", opacity))
	}
	return f.stream(entries+"/ColorSpace/DeviceRGB"+mask, colours)
}
