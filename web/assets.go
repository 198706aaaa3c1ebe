package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

//go:embed static
var staticFiles embed.FS

// assets are the files of web/static, held ready to send. One digest over all of them is part of their address, so
// browsers may keep them for good, and style sheets can name fonts by relative addresses.
type assets struct {
	version string
	files   map[string]asset
}

type asset struct {
	contentType string
	plain       []byte
	zipped      []byte // nil where compressing gains nothing
}

func embeddedAssets() *assets {
	files, err := readAssets(staticFiles, "static")
	if err != nil {
		panic(err) // the files are part of the program
	}
	return files
}

func readAssets(fsys fs.FS, root string) (*assets, error) {
	a := &assets{files: map[string]asset{}}
	digest := sha256.New()
	err := fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		short := strings.TrimPrefix(name, root+"/")
		digest.Write([]byte(short))
		digest.Write(content)
		a.files[short] = newAsset(short, content)
		return nil
	})
	a.version = hex.EncodeToString(digest.Sum(nil))[:12]
	return a, err
}

func newAsset(name string, content []byte) asset {
	return asset{contentType: contentType(name), plain: content, zipped: zip(content)}
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".woff2":
		return "font/woff2"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

func zip(content []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	w.Write(content)
	w.Close()
	if b.Len() >= len(content)*95/100 {
		return nil
	}
	return b.Bytes()
}

// url is the address of a file of web/static.
func (a *assets) url(name string) string { return "/static/" + a.version + "/" + name }

func isAsset(path string) bool { return strings.HasPrefix(path, "/static/") }

func (s *Server) getAsset(c echo.Context) error {
	file, ok := s.assets.files[c.Param("*")]
	if !ok || c.Param("version") != s.assets.version {
		return echo.ErrNotFound
	}
	h := c.Response().Header()
	h.Set("Content-Type", file.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	body := file.plain
	if file.zipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = file.zipped
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Response().WriteHeader(http.StatusOK)
	_, err := c.Response().Write(body)
	return err
}
