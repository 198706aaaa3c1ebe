// Package live tells those who watch a thing that it has changed, and nothing else: what it is like now, they read for
// themselves. So no message can be missed, come in the wrong order, or tell somebody what is not theirs to know.
package live
