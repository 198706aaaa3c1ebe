package store

import (
	"context"
	"sync"
	"testing"
	"time"

	"lauter/assessment"
)

// BenchmarkGroupCommit compares saves that share commits with saves that each have one, for 128 clients who save as
// fast as they are answered. It reports both rates and their ratio; the two take turns, so that both see the same disk.
func BenchmarkGroupCommit(b *testing.B) {
	var grouped, alone saves
	for b.Loop() {
		grouped.add(b, batchLength, 100)
		alone.add(b, 1, 20)
	}
	b.ReportMetric(grouped.rate(), "grouped/s")
	b.ReportMetric(alone.rate(), "alone/s")
	b.ReportMetric(grouped.rate()/alone.rate(), "ratio")
}

// saves counts saves and how long they took.
type saves struct {
	n    int
	took time.Duration
}

func (s *saves) rate() float64 { return float64(s.n) / s.took.Seconds() }

// add lets 128 clients save some answers each, into a new store that commits at most batchLength of them together.
func (s *saves) add(b *testing.B, batchLength, each int) {
	b.Helper()
	store := mustOpen(b, b.TempDir(), Options{})
	store.writer.batchLength = batchLength // before anything is sent
	guest, ids := crowd(b, store, 128)
	questions := shippedModel(b).Questions()
	started := time.Now()
	var clients sync.WaitGroup
	for _, id := range ids {
		clients.Go(func() {
			for n := range each {
				q, rev := questions[n%len(questions)].ID, n/len(questions)
				a := assessment.Answer{Choice: assessment.Choice((rev+n)%5 + 1), Note: "a note of ordinary length, as people write it"}
				if _, err := store.SaveAnswer(context.Background(), guest, id, q, a, rev); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	clients.Wait()
	s.took += time.Since(started)
	s.n += len(ids) * each
	if err := store.Close(); err != nil {
		b.Error(err)
	}
}

// BenchmarkAssessmentWithAnswers reads a full assessment with all of its answers, as every page does.
func BenchmarkAssessmentWithAnswers(b *testing.B) {
	s := mustOpen(b, b.TempDir(), Options{})
	guest, ids := crowd(b, s, 1)
	for _, q := range shippedModel(b).Questions() {
		if _, err := s.SaveAnswer(b.Context(), guest, ids[0], q.ID, assessment.Answer{Choice: 3}, 0); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, _, err := s.AssessmentWithAnswers(b.Context(), guest, ids[0]); err != nil {
			b.Fatal(err)
		}
	}
}

// crowd makes n assessments of one guest.
func crowd(b *testing.B, s *Store, n int) (guest assessment.Viewer, ids []string) {
	b.Helper()
	m := shippedModel(b)
	if err := s.ImportModel(b.Context(), m, assessment.Shipped()); err != nil {
		b.Fatal(err)
	}
	_, guest, err := s.CreateGuest(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for range n {
		a, err := s.CreateAssessment(b.Context(), guest, assessment.KindFull, "", m)
		if err != nil {
			b.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	return guest, ids
}
