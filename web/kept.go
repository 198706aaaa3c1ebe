package web

import (
	"container/list"
	"net/http"
	"sync"
	"time"

	"github.com/a-h/templ"

	"lauter/assessment"
	"lauter/internal/locale"
)

// keptPages is how many rendered pages a server keeps. One takes about 60 KB.
const keptPages = 64

// keptKey is everything that a page of results depends on. Whatever changes an assessment, its answers or its facts
// gives it another revision. Who may see it is checked before; what they may do with it, and their name, stand on it.
type keptKey struct {
	assessment string
	role       assessment.Role
	user       string // name
	runsServer bool
	rev        int
	hasLink    bool
	expiry     int64 // the date of deletion stands on the page
	logo       assessment.Logo
	lang       locale.Lang
	theme      string
	address    string // with ?lang=; language and theme switches lead back to it
	day        string
}

// kept holds the pages that were asked for last. It is safe for concurrent use; its zero value is empty.
type kept struct {
	mu     sync.Mutex
	pages  map[keptKey]*list.Element // of keptPage
	recent list.List                 // last used first
}

type keptPage struct {
	key     keptKey
	content []byte
}

func (k *kept) get(key keptKey) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.pages[key]
	if !ok {
		return nil
	}
	k.recent.MoveToFront(e)
	return e.Value.(keptPage).content
}

// put keeps a page, in place of older ones of the same assessment's past and, if there are too many, of the one that
// nobody has asked for longest.
func (k *kept) put(key keptKey, content []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pages == nil {
		k.pages = map[keptKey]*list.Element{}
	}
	k.dropWhere(func(old keptKey) bool {
		return old == key || old.assessment == key.assessment && old.rev != key.rev || old.day != key.day
	})
	k.pages[key] = k.recent.PushFront(keptPage{key, content})
	if k.recent.Len() > keptPages {
		last := k.recent.Back()
		delete(k.pages, last.Value.(keptPage).key)
		k.recent.Remove(last)
	}
}

// drop forgets a deleted assessment.
func (k *kept) drop(assessment string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.dropWhere(func(old keptKey) bool { return old.assessment == assessment })
}

func (k *kept) dropWhere(is func(keptKey) bool) {
	for key, e := range k.pages {
		if is(key) {
			delete(k.pages, key)
			k.recent.Remove(e)
		}
	}
}

// renderKept is render for a page that shows an assessment and nothing else: it is made once for all who look at it
// until something changes.
func (s *Server) renderKept(r *request, w *work, compose func() (templ.Component, error)) error {
	key := keptKey{
		w.ID, w.Role, r.viewer.Name, r.viewer.Admin, w.Rev, w.HasLink, w.ExpiresAt().UnixMilli(), w.Logo, r.p.Lang(), r.theme, r.Request().URL.RequestURI(),
		s.now().Local().Format(time.DateOnly),
	}
	if content := s.kept.get(key); content != nil {
		return s.send(r, http.StatusOK, content)
	}
	content, err := compose()
	if err != nil {
		return err
	}
	return s.renderTo(r, http.StatusOK, content, func(page []byte) { s.kept.put(key, page) })
}
