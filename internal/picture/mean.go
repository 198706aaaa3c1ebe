package picture

import (
	"image"
	"image/color"
)

// mean is the mean colour of a part of a picture. Pixels count by their opacity: what can't be seen colours nothing.
func mean(m image.Image, part image.Rectangle) color.NRGBA {
	var r, g, b, a, n uint64
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			pr, pg, pb, pa := m.At(x, y).RGBA() // multiplied with the opacity
			r, g, b, a, n = r+uint64(pr), g+uint64(pg), b+uint64(pb), a+uint64(pa), n+1
		}
	}
	if a == 0 {
		return color.NRGBA{}
	}
	part8 := func(sum uint64) uint8 { return uint8((sum*255 + a/2) / a) }
	return color.NRGBA{part8(r), part8(g), part8(b), uint8((a/n*255 + 0x7fff) / 0xffff)}
}
