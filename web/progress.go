package web

import (
	"slices"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web/templates"
)

// progress counts the answers. The question that is being asked may be nil.
func (w *work) progress(current *assessment.Question) templates.Progress {
	var all templates.Progress
	for _, d := range w.asked.Dimensions {
		part := templates.DimensionProgress{Dimension: d}
		for _, c := range d.Capabilities {
			section := w.capabilityProgress(c)
			section.Current = current != nil && current.Capability == c
			part.Current = part.Current || section.Current
			part.Add(section.Count)
			part.Capabilities = append(part.Capabilities, section)
		}
		all.Add(part.Count)
		all.Dimensions = append(all.Dimensions, part)
	}
	all.Confirming = all.Carried > 0
	all.Minutes = rounded(w.timeLeft())
	return all
}

func (w *work) capabilityProgress(c *assessment.Capability) templates.CapabilityProgress {
	section := templates.CapabilityProgress{Capability: c}
	section.Asked = len(c.Questions)
	confirm := c.Questions[0].ID
	for _, q := range c.Questions {
		if w.answers[q.ID].Carried {
			if section.Carried == 0 {
				confirm = q.ID
			}
			section.Carried++
		}
		switch {
		case w.answers[q.ID].Choice != assessment.Blank:
			section.Answered++
		case section.Next == "":
			section.Next = q.ID
		}
	}
	if section.Next == "" {
		section.Next = confirm
	}
	return section
}

// next is the question to go on with: the first open one after the one changed last, else the first open one. It is
// nil when nothing is open.
func (w *work) next() *assessment.Question {
	questions := w.asked.Questions()
	last := -1
	for i, q := range questions {
		a, saved := w.answers[q.ID]
		if saved && (last < 0 || !a.SavedAt.Before(w.answers[questions[last].ID].SavedAt)) {
			last = i
		}
	}
	for i := range questions {
		q := questions[(last+1+i)%len(questions)]
		if w.answers[q.ID].Choice == assessment.Blank {
			return q
		}
	}
	return nil
}

// How long answering takes: reading, then deciding. Measured pauses count from two seconds, because faster is no
// reading, to three minutes, because slower is a break.
const (
	wordsPerSecond = 4
	deciding       = 7 * time.Second
	shortestPause  = 2 * time.Second
	longestPause   = 3 * time.Minute
	enoughPauses   = 4 // between five answers
)

// timeLeft guesses how long the open questions take: by their length, and once five answers show this respondent's
// pace, half by that.
func (w *work) timeLeft() time.Duration {
	var byLength time.Duration
	open := 0
	for _, q := range w.asked.Questions() {
		if w.answers[q.ID].Choice == assessment.Blank {
			open++
			byLength += readingTime(q, w.Kind) + deciding
		}
	}
	pace := w.pace()
	if pace == 0 {
		return byLength
	}
	return (byLength + time.Duration(open)*pace) / 2
}

// readingTime is how long the question with its descriptions takes to read, in the mean of both languages.
func readingTime(q *assessment.Question, kind assessment.Kind) time.Duration {
	texts := append([]locale.Text{q.Text}, q.Anchors...)
	if kind == assessment.KindQuick {
		texts = append([]locale.Text{q.Text}, q.Short...)
	}
	words := 0
	for _, text := range texts {
		for _, lang := range locale.Langs {
			words += len(strings.Fields(text.In(lang)))
		}
	}
	return time.Duration(words) * time.Second / time.Duration(wordsPerSecond*len(locale.Langs))
}

// pace is the middle pause between two saved answers, 0 while there are too few of them to say.
func (w *work) pace() time.Duration {
	var saved []time.Time
	for _, a := range w.answers {
		saved = append(saved, a.SavedAt)
	}
	slices.SortFunc(saved, time.Time.Compare)
	var pauses []time.Duration
	for i := 1; i < len(saved); i++ {
		if pause := saved[i].Sub(saved[i-1]); pause >= shortestPause && pause <= longestPause {
			pauses = append(pauses, pause)
		}
	}
	if len(pauses) < enoughPauses {
		return 0
	}
	slices.Sort(pauses)
	return pauses[(len(pauses)-1)/2]
}

// rounded turns a time into minutes that promise no more than is known: exact up to five, then in steps of five.
func rounded(left time.Duration) int {
	minutes := int((left + time.Minute - 1) / time.Minute)
	if minutes <= 5 {
		return minutes
	}
	return (minutes + 2) / 5 * 5
}
