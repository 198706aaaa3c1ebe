package live

import "sync"

// Hub wakes watchers by topic. The zero Hub is ready to use, and safe for concurrent use.
type Hub struct {
	mu       sync.Mutex
	watchers map[string]map[chan struct{}]struct{}
	closed   bool
}

// Watch returns a channel that receives when the topic has changed since it last did; several changes may be one. It is
// closed when the hub is. leave ends the watching and may be called again.
func (h *Hub) Watch(topics ...string) (changed <-chan struct{}, leave func()) {
	c := make(chan struct{}, 1) // one change that is not yet seen is as good as ten
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		close(c)
		return c, func() {}
	}
	if h.watchers == nil {
		h.watchers = map[string]map[chan struct{}]struct{}{}
	}
	for _, topic := range topics {
		if h.watchers[topic] == nil {
			h.watchers[topic] = map[chan struct{}]struct{}{}
		}
		h.watchers[topic][c] = struct{}{}
	}
	return c, func() { h.leave(c, topics) }
}

func (h *Hub) leave(c chan struct{}, topics []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, topic := range topics {
		delete(h.watchers[topic], c)
		if len(h.watchers[topic]) == 0 {
			delete(h.watchers, topic)
		}
	}
}

// Publish wakes whoever watches the topic. It never waits for anybody.
func (h *Hub) Publish(topic string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.watchers[topic] {
		select {
		case c <- struct{}{}:
		default: // not yet awake from the change before
		}
	}
}

// Watching is how many watch a topic.
func (h *Hub) Watching(topic string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.watchers[topic])
}

// Close ends all watching, so that a server can stop without waiting for those who watch.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	once := map[chan struct{}]struct{}{}
	for _, watchers := range h.watchers {
		for c := range watchers {
			once[c] = struct{}{}
		}
	}
	for c := range once {
		close(c)
	}
	h.watchers = nil
}
