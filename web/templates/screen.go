package templates

import (
	"strconv"

	"lauter/assessment"
	"lauter/internal/locale"
)

// ScreenView is the big screen of a workshop.
type ScreenView struct {
	Board
	QR [][]bool // true is dark
}

// ScreenTitle is the title of the big screen.
func ScreenTitle(p *locale.Printer, b Board) string {
	return p.T("run.screen.title", "Title", RunTitle(p, b))
}

// longQuestion is from how many characters on, anchors included, a question is drawn smaller to fit on the screen.
const longQuestion = 480

// Class is that of the whole page: everything grows with the screen, and shrinks where there is much to say.
func (v ScreenView) Class(p *locale.Printer) string {
	class := ClassWall
	if v.At != nil {
		n := len([]rune(p.Text(v.At.Question.Text)))
		for _, anchor := range v.At.Question.Anchors {
			n += len([]rune(p.Text(anchor)))
		}
		if n > longQuestion {
			class += " long"
		}
	}
	if v.Display == assessment.DisplayBlank {
		class += " blank"
	}
	return class
}

// joining says that the way to join is all that is shown.
func (v ScreenView) joining() bool {
	return v.Display == assessment.DisplayCode || v.Stage == assessment.StageLobby && v.Display == assessment.DisplayRoom
}

func (v ScreenView) blank() bool { return v.Display == assessment.DisplayBlank }

// place says how far the room is: "Question 3 of 15".
func (v ScreenView) place(p *Page) string {
	switch {
	case v.At == nil || v.Stage != assessment.StageTalk:
		return ""
	case v.At.Group == GroupDiscuss:
		return p.T("run.place.discuss", "Place", v.Place, "All", len(v.In(GroupDiscuss)))
	}
	return p.T("run.place", "Place", v.Place, "All", len(v.Rows))
}

// eyebrow stands over the question: which vote it is, and what the question is about.
func (v ScreenView) eyebrow(p *Page) string {
	capability := p.Text(v.At.Question.Capability.Name)
	round := v.At.Round
	if round == 0 {
		return capability
	}
	return p.T("run.eyebrow", "Which", p.T("votes.round."+strconv.Itoa(round)), "Capability", capability)
}

// revealed says that the votes on the question in the room are shown.
func (v ScreenView) revealed() bool {
	return v.At != nil && v.At.Phase == assessment.PhaseShown && v.At.Shown()
}

// columns are the dimensions of the model with the questions of the workshop by capability.
func (v ScreenView) columns() (all []mapColumn) {
	for _, entry := range v.parts() {
		d := entry.Capability.Dimension
		if len(all) == 0 || all[len(all)-1].Dimension.ID != d.ID {
			all = append(all, mapColumn{Dimension: d})
		}
		column := &all[len(all)-1]
		column.Entries = append(column.Entries, entry)
	}
	return all
}

// parts are the questions of the workshop by capability.
func (b Board) parts() (all []mapEntry) {
	for _, row := range b.Rows {
		c := row.Question.Capability
		if len(all) == 0 || all[len(all)-1].Capability.ID != c.ID {
			all = append(all, mapEntry{Capability: c})
		}
		entry := &all[len(all)-1]
		entry.Rows = append(entry.Rows, row)
	}
	return all
}

type mapColumn struct {
	Dimension *assessment.Dimension
	Entries   []mapEntry
}

type mapEntry struct {
	Capability *assessment.Capability
	Rows       []*BoardRow
}

// summary says how many of the questions are settled, and how many are to be talked about.
func (e mapEntry) summary(p *Page) string {
	agreed, discuss := 0, 0
	for _, row := range e.Rows {
		switch {
		case row.Agreed != nil:
			agreed++
		case row.Group == GroupDiscuss:
			discuss++
		}
	}
	said := p.T("run.map.agreed", "Agreed", agreed, "All", len(e.Rows))
	if discuss > 0 {
		said += ", " + p.T("run.map.discuss", "N", discuss)
	}
	return said
}
