package web

import (
	"net/http"
	"strconv"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

// ledgerArea is the style sheet of what comes after the votes.
const ledgerArea = "ledger"

// recordedSitting is recorded for a file of a workshop.
func (s *Server) recordedSitting(file string, handle func(*request, *sitting) error) func(*request, *sitting) error {
	return func(r *request, w *sitting) error {
		return s.recorded(file, func(r *request, _ *work) error { return handle(r, w) })(r, w.work)
	}
}

// view is a workshop for a page about what came of it.
func (w *sitting) view(r *request, page string) templates.SittingView {
	return templates.SittingView{Workshop: w.Workshop, Words: wording.NewVoteWords(r.p, w.work.Model), Page: page}
}

// ledger reads the answers of the assessment and lists the questions of the workshop with their votes.
func (s *Server) ledger(r *request, w *sitting) ([]scoring.LedgerRow, error) {
	if err := s.withAnswers(r, w); err != nil {
		return nil, err
	}
	shown, err := s.shownVotes(r, w)
	if err != nil {
		return nil, err
	}
	return scoring.Ledger(w.work.asked, w.Workshop, shown), nil
}

// getLedger lists what a workshop voted and agreed on. Which part of it is shown stands in the address.
func (s *Server) getLedger(r *request, w *sitting) error {
	rows, err := s.ledger(r, w)
	if err != nil {
		return err
	}
	view := templates.LedgerView{SittingView: w.view(r, templates.LedgerPage), All: rows, Filter: r.QueryParam("show")}
	passes, ok := templates.LedgerPasses(view.Filter)
	if !ok {
		view.Filter = ""
		passes, _ = templates.LedgerPasses("")
	}
	for _, row := range rows {
		if passes(row) {
			view.Rows = append(view.Rows, row)
		}
	}
	if view.Others, err = s.otherWorkshops(r, w); err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("ledger.title"), area: ledgerArea, work: w.work})
	return s.render(r, http.StatusOK, templates.Ledger(page, view))
}

// otherWorkshops lists the other workshops on this assessment and on the rounds before it.
func (s *Server) otherWorkshops(r *request, w *sitting) ([]templates.SittingLink, error) {
	var all []templates.SittingLink
	round := w.work.Assessment
	for range assessment.MaxRounds {
		workshops, err := s.store.Workshops(r.ctx(), r.viewer, round.ID)
		if err != nil {
			return nil, err
		}
		for _, other := range workshops {
			if other.ID != w.ID {
				all = append(all, templates.SittingLink{Workshop: other, Earlier: round.ID != w.AssessmentID})
			}
		}
		if round.Previous == "" {
			break
		}
		if round, err = s.store.Assessment(r.ctx(), r.viewer, round.Previous); err != nil {
			break // deleted, or not the viewer's: what is before it is not theirs to see
		}
	}
	return all, nil
}

// getLedgerCSV sends the same as a table.
func (s *Server) getLedgerCSV(r *request, w *sitting) error {
	separator, err := separatorOf(r)
	if err != nil {
		return err
	}
	rows, err := s.ledger(r, w)
	if err != nil {
		return err
	}
	file, err := writeCSV(separator, ledgerTable(r.p, w.work.Model, rows))
	if err != nil {
		return err
	}
	return download(r, w.ChangedAt, r.p.T("ledger.file"), "csv", "text/csv; charset=utf-8; header=present", file)
}

// ledgerTable has a line for each question: the votes of the last round as numbers, those of the others in words.
func ledgerTable(p *locale.Printer, m *assessment.Model, rows []scoring.LedgerRow) [][]string {
	words := wording.NewVoteWords(p, m)
	table := [][]string{{
		p.T("export.id"), p.T("export.question"), p.T("export.dimension"), p.T("export.capability"), p.T("ledger.csv.round"),
		p.T("ledger.csv.ballots"), "1", "2", "3", "4", "5", "dk", "na", p.T("ledger.csv.middle"), p.T("ledger.csv.before"),
		p.T("ledger.csv.agreed"), p.T("ledger.csv.words"), p.T("ledger.csv.decided"), p.T("ledger.note"), p.T("ledger.need"),
		p.T("ledger.dissent"), p.T("ledger.reason"), p.T("ledger.owner"), p.T("ledger.csv.late"), p.T("ledger.csv.written"),
	}}
	for _, row := range rows {
		q := row.Question
		line := []string{row.ID, p.Text(q.Text), p.Text(q.Capability.Dimension.Name), p.Text(q.Capability.Name)}
		line = append(line, lastRound(row)...)
		line = append(line, roundsBefore(p, words, row))
		var a assessment.Agreement
		agreed, decided := "", ""
		if row.Agreed != nil {
			a = *row.Agreed
			agreed = words.Name(a.Choice)
		}
		if row.Decided() {
			decided = p.T("ledger.csv.yes")
		}
		table = append(table, append(line, a.Choice.String(), agreed, decided, a.Note, a.Need, a.Dissent, a.Reason, a.Owner,
			strconv.Itoa(row.Late), stamp(row.WrittenAt)))
	}
	return table
}

// lastRound are the votes of the last round in nine cells and its number, empty where they may not be shown.
func lastRound(row scoring.LedgerRow) []string {
	cells := make([]string, 10)
	n := len(row.Rounds)
	if n == 0 {
		return cells
	}
	cells[0], cells[1] = strconv.Itoa(n), strconv.Itoa(row.Rounds[n-1].Count)
	if row.LastVotes() == nil {
		return cells
	}
	for i, votes := range append(row.Final.Counts[:len(row.Final.Counts):len(row.Final.Counts)], row.Final.DontKnow, row.Final.NA) {
		cells[2+i] = strconv.Itoa(votes)
	}
	cells[9] = row.Final.Proposed.String()
	return cells
}

func roundsBefore(p *locale.Printer, words wording.VoteWords, row scoring.LedgerRow) string {
	said := ""
	for i := 0; i+1 < len(row.Rounds); i++ {
		if said != "" {
			said += "\n"
		}
		said += p.T("votes.round."+strconv.Itoa(i+1)) + ": "
		if row.Rounds[i].All == nil {
			said += p.T("votes.few", "N", row.Rounds[i].Count)
		} else {
			said += words.Counts(scoring.Votes(row.Rounds[i].All))
		}
	}
	return said
}

// getGaps shows who sees what differently, by the first votes.
func (s *Server) getGaps(r *request, w *sitting) error {
	shown, err := s.shownVotes(r, w)
	if err != nil {
		return err
	}
	view := templates.GapsView{
		SittingView: w.view(r, templates.GapsPage),
		Perception:  scoring.NewPerception(w.work.asked, shown, w.Threshold),
		Missing:     scoring.Missing(w.Workshop),
	}
	view.TooFew = view.Perception.TooFew(w.Workshop)
	page := s.page(r, frame{title: r.p.T("gaps.title"), area: ledgerArea, work: w.work})
	return s.render(r, http.StatusOK, templates.Gaps(page, view))
}
