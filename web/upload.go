package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"lauter/internal/picture"
)

const (
	// maxUpload is the largest body of a form with a file. It is larger than the file may be, so that somebody whose
	// file is too large is told so beside the form.
	maxUpload = 2 << 20

	maxParts = 8
	maxField = 1 << 10 // of the fields beside the file
)

// uploads are the forms that take a file, by the name of its field. All others take none.
var uploads = map[string]string{logoPath: "logo"}

// readUpload decodes a form with a file, in memory and within its limits. Of a file that is too large it keeps one byte
// more than a file may have.
func (r *request) readUpload(field string) error {
	req := r.Request()
	req.Body = http.MaxBytesReader(r.Response(), req.Body, maxUpload)
	parts, err := req.MultipartReader()
	if err != nil {
		return badForm(err)
	}
	r.form = url.Values{}
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return badForm(err)
		}
		most := int64(maxField)
		if part.FormName() == field {
			most = picture.MaxFile
		}
		content, err := io.ReadAll(io.LimitReader(part, most+1))
		if err != nil {
			return badForm(err)
		}
		switch {
		case part.FormName() == field:
			r.file = content
			if _, err := io.Copy(io.Discard, part); err != nil {
				return badForm(err)
			}
		case int64(len(content)) > most || !utf8.Valid(content):
			return echo.NewHTTPError(http.StatusBadRequest)
		default:
			r.form.Add(part.FormName(), string(content))
		}
	}
	return echo.NewHTTPError(http.StatusBadRequest)
}
