package pdf

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lauter/internal/pdf/pdftest"
)

// flag is red, half green, and clear at the right.
func flag() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 6, 2))
	for x := range 6 {
		for y := range 2 {
			m.SetNRGBA(x, y, []color.NRGBA{{255, 0, 0, 255}, {0, 128, 0, 128}, {}}[x/2])
		}
	}
	return m
}

// illustrated is the sample with pictures: one drawn twice, one without anything see-through.
func illustrated(plain bool) *Document {
	d := sample(plain)
	p := d.Pages()[0]
	signs := []*image.NRGBA{flag(), image.NewNRGBA(image.Rect(0, 0, 3, 3))}
	for i := range signs[1].Pix {
		signs[1].Pix[i] = 0xff
	}
	for i, m := range []*image.NRGBA{signs[0], signs[1], signs[0]} {
		figure := d.Root().Add(Figure)
		figure.Alt, figure.Box = "Flagge", Box{60, 650 + 40*float64(i), 60, 20}
		p.Tag(figure, func() { p.Picture(m, figure.Box) })
	}
	return d
}

func TestPicturesAreSound(t *testing.T) {
	for _, plain := range []bool{false, true} {
		for _, fault := range pdftest.Check(encode(t, illustrated(plain)), "https://example.org/") {
			t.Errorf("plain %v: %s", plain, fault)
		}
	}
	if !bytes.Equal(encode(t, illustrated(false)), encode(t, illustrated(false))) {
		t.Error("two renders differ")
	}
}

func TestCheckFindsFaultsOfPictures(t *testing.T) {
	sound := encode(t, illustrated(true))
	for _, test := range []struct{ name, old, new, fault string }{
		{"no such picture", "/I1 Do", "/I7 Do", "is not among the resources"},
		{"another width", "/Width 6", "/Width 5", "bytes for 10 pixels"},
		{"other colours", "/ColorSpace/DeviceRGB", "/ColorSpace/DeviceXYZ", "no DeviceRGB"},
		{"outside of a figure", "/Figure<</MCID 11", "/Figurx<</MCID 11", "a picture in Figurx"},
	} {
		broken := bytes.ReplaceAll(sound, []byte(test.old), []byte(test.new))
		if bytes.Equal(broken, sound) {
			t.Errorf("%s: the sample does not have %q", test.name, test.old)
		}
		if faults := strings.Join(pdftest.Check(broken, "https://example.org/"), "\n"); !strings.Contains(faults, test.fault) {
			t.Errorf("%s: got %q, want %q", test.name, faults, test.fault)
		}
	}
}

// Other readers find the same pixels.
func TestToolsFindThePictures(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "sample.pdf")
	if err := os.WriteFile(name, encode(t, illustrated(false)), 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, "qpdf", "--check", name)
	list := strings.Split(strings.TrimSpace(tool(t, "pdfimages", "-list", name)), "\n")
	var kinds []string
	for _, line := range list[2:] {
		kinds = append(kinds, strings.Join(strings.Fields(line)[2:6], " "))
	}
	if got := strings.Join(kinds, ","); !strings.Contains(got, "image 6 2 rgb") || !strings.Contains(got, "smask 6 2 gray") || !strings.Contains(got, "image 3 3 rgb") || strings.Count(got, "smask") > 2 {
		t.Errorf("pdfimages lists %s", got)
	}
	tool(t, "pdfimages", "-png", name, filepath.Join(dir, "p"))
	file, err := os.Open(filepath.Join(dir, "p-000.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	m, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := m.At(0, 0).RGBA(); r>>8 != 255 || g != 0 || b != 0 {
		t.Errorf("the first pixel is %d %d %d, want red", r>>8, g>>8, b>>8)
	}
	if got := tool(t, "pdfinfo", "-struct", name); strings.Count(got, "Figure") < 3 {
		t.Errorf("the structure has too few figures:\n%s", got)
	}
}
