package assessment

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

func (r *reading) checkFacts() {
	facts := roster{}
	for i, fact := range r.model.Facts {
		at := place("references.yaml").in("profile", i)
		r.id(factForm, fact.ID, at.in("id"))
		facts.enter(r, fact.ID, at.in("id"))
		switch {
		case !slices.Contains([]string{"bool", "choice", "multi"}, fact.Type):
			r.add(at.in("type"), "type %q is none of bool, choice, multi", fact.Type)
		case fact.Type == "bool" && len(fact.Options) > 0:
			r.add(at.in("options"), "a bool has no options")
		case fact.Type != "bool" && len(fact.Options) < 2:
			r.add(at.in("type"), "a %s has at least 2 options", fact.Type)
		}
		options := roster{}
		for j, option := range fact.Options {
			r.id(idForm, option.ID, at.in("options", j, "id"))
			options.enter(r, option.ID, at.in("options", j, "id"))
		}
	}
	for sector := range r.model.SectorHints {
		if sector != "default" && !r.factHas("sector", sector) {
			r.add(place("references.yaml").in("sector_pointers", sector), "the fact sector has no option %q", sector)
		}
	}
	if _, ok := r.model.SectorHints["default"]; !ok {
		r.add(place("references.yaml").in("sector_pointers"), "default is missing")
	}
}

// factHas says whether a fact can have this option; the empty option stands for a yes.
func (r *reading) factHas(id, option string) bool {
	for _, fact := range r.model.Facts {
		if fact.ID != id {
			continue
		}
		if fact.Type == "bool" {
			return option == ""
		}
		return slices.ContainsFunc(fact.Options, func(o FactOption) bool { return o.ID == option })
	}
	return false
}

func (r *reading) checkReferences() {
	m, file := r.model, place("references.yaml")
	r.checkLaw(&m.LawState, file.in("law_state"))
	acts := roster{}
	for i, act := range m.Acts {
		r.id(wordForm, act.ID, file.in("acts", i, "id"))
		acts.enter(r, act.ID, file.in("acts", i, "id"))
	}
	for id, addressee := range m.Addressees {
		if addressee.OwnRole != "" && !r.factHas(addressee.OwnRole, "") {
			r.add(file.in("addressees", id, "own_role"), "there is no fact %q to be answered with yes", addressee.OwnRole)
		}
	}
	for _, ref := range m.References {
		at := r.at[ref]
		r.id(idForm, ref.ID, at)
		if !slices.Contains(referenceStatuses, ref.Status) {
			r.add(at.in("status"), "there is no status %q", ref.Status)
		}
		if !acts[ref.Act] {
			r.add(at.in("act"), "there is no act %q", ref.Act)
		}
		if _, ok := m.Addressees[ref.Addressee]; ref.Addressee != "" && !ok {
			r.add(at.in("addressee"), "there is no addressee %q", ref.Addressee)
		}
		if ref.URL != "" {
			if u, err := url.Parse(ref.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
				r.add(at.in("url"), "%q is not a web address", ref.URL)
			}
		}
		for i, condition := range ref.ShowIf {
			if fact, option, _ := strings.Cut(condition, ":"); !r.factHas(fact, option) {
				r.add(at.in("show_if", i), "the profile has no %q", condition)
			}
		}
		for i, id := range ref.Equivalents {
			if _, ok := m.References[id]; !ok || id == ref.ID {
				r.add(at.in("equivalents", i), "there is no other reference %q", id)
			}
		}
	}
}

func (r *reading) checkLaw(law *LawState, at place) {
	if _, err := time.Parse(time.DateOnly, law.CheckedOn); err != nil {
		r.add(at.in("checked_on"), "%q is not a date like 2026-11-22", law.CheckedOn)
	}
	if law.StaleAfterMonths < 1 {
		r.add(at.in("stale_after_months"), "references stay fresh for at least 1 month")
	}
}
