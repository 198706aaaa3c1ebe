// Package picture takes in pictures from strangers: it decodes a PNG or JPEG within bounds of time and memory, and
// keeps nothing of the file but its pixels, made small enough to print.
package picture

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"sync"
)

const (
	// MaxFile is the largest file, in bytes.
	MaxFile = 512 << 10

	// MaxSide is the most pixels that a picture may have on one side. It is looked at before anything is decoded.
	MaxSide = 2000

	// kept is the most pixels on one side of what is kept: sharp on paper up to 4 cm.
	kept = 480
)

// What may be wrong with a file.
var (
	ErrKind   = errors.New("is neither PNG nor JPEG")
	ErrFile   = errors.New("has too many bytes")
	ErrSize   = errors.New("has too many pixels")
	ErrBroken = errors.New("is damaged, or holds more than a picture")
)

// decoding lets one picture at a time take up memory: at most some 80 MB for the largest.
var decoding sync.Mutex

// Read decodes a file and returns its picture, no larger than what is kept. Colours of any kind become sRGB with its
// opacity; metadata, and whatever else was in the file, is gone.
func Read(file []byte) (*image.NRGBA, error) {
	if len(file) > MaxFile {
		return nil, ErrFile
	}
	size, decode := png.DecodeConfig, png.Decode
	whole := wholePNG
	switch {
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		size, decode, whole = jpeg.DecodeConfig, jpeg.Decode, wholeJPEG
	default:
		return nil, ErrKind
	}
	if !whole(file) {
		return nil, ErrBroken
	}
	config, err := size(bytes.NewReader(file))
	if err != nil {
		return nil, ErrBroken
	}
	if config.Width < 1 || config.Height < 1 || config.Width > MaxSide || config.Height > MaxSide {
		return nil, ErrSize
	}
	decoding.Lock()
	defer decoding.Unlock()
	full, err := decode(bytes.NewReader(file))
	if err != nil || full.Bounds().Dx() != config.Width || full.Bounds().Dy() != config.Height {
		return nil, ErrBroken
	}
	return shrunk(full), nil
}

// Encode writes a picture as PNG.
func Encode(m *image.NRGBA) ([]byte, error) {
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	err := encoder.Encode(&b, m)
	return b.Bytes(), err
}

// Decode reads what Encode wrote.
func Decode(file []byte) (*image.NRGBA, error) {
	m, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	return shrunk(m), nil
}

// shrunk is a picture that fits into what is kept, each of its pixels the mean of those that it stands for.
func shrunk(m image.Image) *image.NRGBA {
	from := m.Bounds()
	w, h := fit(from.Dx(), from.Dy())
	to := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		top, bottom := span(y, h, from.Dy())
		for x := range w {
			left, right := span(x, w, from.Dx())
			to.SetNRGBA(x, y, mean(m, image.Rect(left, top, right, bottom).Add(from.Min)))
		}
	}
	return to
}

// fit is the size of a picture that is kept.
func fit(w, h int) (int, int) {
	longest := max(w, h)
	if longest <= kept {
		return w, h
	}
	return max(1, w*kept/longest), max(1, h*kept/longest)
}

// span are the pixels of all that one of n stands for: at least one.
func span(i, n, all int) (from, to int) {
	from = i * all / n
	return from, max(from+1, (i+1)*all/n)
}
