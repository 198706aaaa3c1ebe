package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"
	"time"
)

func pngOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// halves is red on the left and see-through blue on the right.
func halves(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{200, 0, 0, 255}
			if x >= w/2 {
				c = color.NRGBA{0, 0, 200, 100}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

// chunk is a part of a PNG.
func chunk(name string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// header says that a PNG has a size; nothing follows but zeros.
func header(w, h uint32) []byte {
	size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	var zeros bytes.Buffer
	z := zlib.NewWriter(&zeros)
	z.Write(make([]byte, 1<<20))
	z.Close()
	b := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(size, 8, 6, 0, 0, 0))...)
	return append(append(b, chunk("IDAT", zeros.Bytes())...), chunk("IEND", nil)...)
}

func TestReadKeepsNothingButPixels(t *testing.T) {
	small := halves(40, 20)
	file := pngOf(t, small)
	at := len(file) - 12
	secret := chunk("tEXt", []byte("Author\x00Secret Person"))
	with := append(append(bytes.Clone(file[:at]), secret...), file[at:]...)
	m, err := Read(with)
	if err != nil {
		t.Fatal(err)
	}
	out, err := Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(out, []byte("Secret")) {
		t.Error("what stood beside the picture is still there")
	}
	again, err := Decode(out)
	if err != nil || !bytes.Equal(again.Pix, small.Pix) {
		t.Errorf("the pixels have changed: %v", err)
	}
}

func TestLargePicturesAreShrunk(t *testing.T) {
	for _, file := range [][]byte{pngOf(t, halves(2000, 500)), jpegOf(t, halves(2000, 500))} {
		m, err := Read(file)
		if err != nil {
			t.Fatal(err)
		}
		if b := m.Bounds(); b.Dx() != 480 || b.Dy() != 120 {
			t.Errorf("got %v", b)
		}
	}
	m, err := Read(pngOf(t, halves(2000, 500)))
	if err != nil {
		t.Fatal(err)
	}
	if left, right := m.NRGBAAt(10, 10), m.NRGBAAt(470, 10); left != (color.NRGBA{200, 0, 0, 255}) || right != (color.NRGBA{0, 0, 200, 100}) {
		t.Errorf("got %v and %v", left, right)
	}
	if thin, err := Read(pngOf(t, halves(2000, 1))); err != nil || thin.Bounds().Dy() != 1 {
		t.Errorf("a line: %v", err)
	}
}

func TestReadRefuses(t *testing.T) {
	good, photo := pngOf(t, halves(40, 20)), jpegOf(t, halves(40, 20))
	var animation bytes.Buffer
	if err := gif.Encode(&animation, halves(4, 4), nil); err != nil {
		t.Fatal(err)
	}
	var scans []byte // a JPEG of very many passes
	sos := bytes.Index(photo, []byte{0xff, 0xda})
	scans = append(scans, photo[:sos]...)
	for range 100 {
		scans = append(scans, photo[sos:len(photo)-2]...)
	}
	scans = append(scans, 0xff, 0xd9)
	broken := bytes.Clone(good)
	broken[len(good)/2]++
	for _, test := range []struct {
		name string
		file []byte
		want error
	}{
		{"nothing", nil, ErrKind},
		{"words", []byte("hello"), ErrKind},
		{"SVG", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), ErrKind},
		{"GIF", animation.Bytes(), ErrKind},
		{"HTML before a picture", append([]byte("<html>"), good...), ErrKind},
		{"too many bytes", append(bytes.Clone(good), make([]byte, MaxFile)...), ErrFile},
		{"too wide", pngOf(t, image.NewGray(image.Rect(0, 0, 2001, 1))), ErrSize},
		{"too high", jpegOf(t, image.NewGray(image.Rect(0, 0, 1, 2001))), ErrSize},
		{"a bomb", header(50000, 50000), ErrSize},
		{"a bomb beyond all numbers", header(1<<31-1, 1<<31-1), ErrBroken},
		{"no width", header(0, 10), ErrBroken},
		{"less than it says", header(2000, 2000), ErrBroken},
		{"cut", good[:len(good)-20], ErrBroken},
		{"cut photo", photo[:len(photo)/2], ErrBroken},
		{"only a mark", good[:8], ErrBroken},
		{"only a mark of a photo", photo[:3], ErrBroken},
		{"changed", broken, ErrBroken},
		{"an archive behind it", append(bytes.Clone(good), "PK\x03\x04"...), ErrBroken},
		{"a script behind a photo", append(bytes.Clone(photo), "<script>"...), ErrBroken},
		{"two photos", append(bytes.Clone(photo), photo...), ErrBroken},
		{"very many passes", scans, ErrBroken},
	} {
		began := time.Now()
		m, err := Read(test.file)
		if !errors.Is(err, test.want) || m != nil {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("%s: took %v", test.name, took)
		}
	}
}

func TestWhatPassesIsReadWhateverItsColours(t *testing.T) {
	area := image.Rect(0, 0, 33, 17)
	palette := image.NewPaletted(area, color.Palette{color.White, color.Black, color.NRGBA{0, 80, 90, 0}})
	for name, file := range map[string][]byte{
		"gray": pngOf(t, image.NewGray(area)), "gray photo": jpegOf(t, image.NewGray(area)),
		"deep": pngOf(t, image.NewNRGBA64(area)), "palette": pngOf(t, palette), "photo": jpegOf(t, image.NewYCbCr(area, image.YCbCrSubsampleRatio420)),
	} {
		if m, err := Read(file); err != nil || m.Bounds() != area {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The worst picture that is taken is decoded and kept within bounds.
func TestTheLargestPictureIsBounded(t *testing.T) {
	noise := image.NewNRGBA64(image.Rect(0, 0, 480, 480))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = byte(random.Uint32())
	}
	out, err := Encode(shrunk(noise))
	if err != nil || len(out) > 1<<20 {
		t.Errorf("noise takes %d bytes, %v", len(out), err)
	}
	began := time.Now()
	if _, err := Read(pngOf(t, image.NewNRGBA64(image.Rect(0, 0, 2000, 2000)))); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2)))
	f.Add(b.Bytes())
	b.Reset()
	jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2)), nil)
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		m, err := Read(file)
		if err != nil {
			return
		}
		if b := m.Bounds(); b.Dx() > kept || b.Dy() > kept {
			t.Errorf("kept %v", b)
		}
		if _, err := Encode(m); err != nil {
			t.Error(err)
		}
	})
}
