package assessment

import "lauter/internal/locale"

// Texts are the composed texts of the model: what results say. Placeholders stand in braces ({score}) and are the
// same in both languages; package wording fills them. They are documented in docs/model.md.
type Texts struct {
	LevelNotes  LevelNotes             `yaml:"level_notes"`
	Answers     AnswerTexts            `yaml:"answers"`
	Confidence  ConfidenceTexts        `yaml:"confidence"`
	Regulation  RegulationTexts        `yaml:"regulation_view"`
	Balance     BalanceTexts           `yaml:"balance"`
	Gates       GateTexts              `yaml:"gates"`
	Verdicts    Verdicts               `yaml:"verdicts"`
	Disclaimers DisclaimerTexts        `yaml:"disclaimers"`
	Terms       map[string]locale.Text `yaml:"terms"`
}

// LevelNotes say what a level is and what it is not.
type LevelNotes struct {
	Floor           locale.Text `yaml:"floor"`
	NotLegal        locale.Text `yaml:"not_legal"`
	MoreIsNotBetter locale.Text `yaml:"more_is_not_better"`
}

// AnswerTexts name the answers that are not levels.
type AnswerTexts struct {
	DontKnow struct {
		Label      locale.Text `yaml:"label"`
		Agreed     locale.Text `yaml:"agreed"`
		Effect     locale.Text `yaml:"effect"`
		VoteEffect locale.Text `yaml:"vote_effect"`
	} `yaml:"dont_know"`
	NotApplicable struct {
		Label       locale.Text `yaml:"label"`
		Effect      locale.Text `yaml:"effect"`
		ReasonLabel locale.Text `yaml:"reason_label"`
		ReasonError locale.Text `yaml:"reason_error"`
		Refused     locale.Text `yaml:"refused"`
	} `yaml:"not_applicable"`
	Unanswered struct {
		Label  locale.Text `yaml:"label"`
		Effect locale.Text `yaml:"effect"`
	} `yaml:"unanswered"`
	CarriedOver struct {
		Label  locale.Text `yaml:"label"`
		Effect locale.Text `yaml:"effect"`
	} `yaml:"carried_over"`
	NoPersonalData locale.Text `yaml:"no_personal_data"`
}

// ConfidenceTexts say how far a result can be relied on.
type ConfidenceTexts struct {
	Name   locale.Text            `yaml:"name"`
	Help   locale.Text            `yaml:"help"`
	Grades map[string]locale.Text `yaml:"grades"` // high, medium, low
	Parts  map[string]struct {
		Name       locale.Text `yaml:"name"`
		Because    locale.Text `yaml:"because"`
		BecauseOne locale.Text `yaml:"because_one,omitempty"`
	} `yaml:"parts"` // coverage, evidence, agreement
	Line             locale.Text `yaml:"line"`
	LineHigh         locale.Text `yaml:"line_high"`
	SingleRespondent locale.Text `yaml:"single_respondent"`
}

// RegulationTexts head and fill the regulation view.
type RegulationTexts struct {
	Title     locale.Text `yaml:"title"`
	Lead      locale.Text `yaml:"lead"`
	Row       locale.Text `yaml:"row"`
	Open      locale.Text `yaml:"open"`
	NoGap     locale.Text `yaml:"no_gap"`
	Untouched locale.Text `yaml:"untouched"`
}

// BalanceTexts tell the balance of compliance and personalisation.
type BalanceTexts struct {
	Title locale.Text `yaml:"title"`
	Axes  map[Axis]struct {
		Name    locale.Text `yaml:"name"`
		Label   locale.Text `yaml:"label"`
		Meaning locale.Text `yaml:"meaning"`
	} `yaml:"axes"`
	Numbers  locale.Text `yaml:"numbers"`
	Hidden   locale.Text `yaml:"hidden"`
	HiddenNA locale.Text `yaml:"hidden_na"`
	Tilt     map[string]struct {
		Name    locale.Text `yaml:"name"`
		Text    locale.Text `yaml:"text"`
		TextLow locale.Text `yaml:"text_low,omitempty"`
	} `yaml:"tilt"` // in_balance, personalisation_ahead, compliance_ahead
	Quadrants  map[string]Quadrant `yaml:"quadrants"`
	BorderText locale.Text         `yaml:"border_text"`
	GateText   locale.Text         `yaml:"gate_text"`
	GateGap    locale.Text         `yaml:"gate_gap"`
	FinePrint  []locale.Text       `yaml:"fine_print"`
	NPS        struct {
		Name     locale.Text `yaml:"name"`
		Note     locale.Text `yaml:"note"`
		Result   locale.Text `yaml:"result"`
		NoEffect locale.Text `yaml:"no_effect"`
		TooFew   locale.Text `yaml:"too_few"`
	} `yaml:"nps"`
}

// Quadrant is one of the four fields of the balance.
type Quadrant struct {
	Compliance      string      `yaml:"compliance"`      // high or low
	Personalisation string      `yaml:"personalisation"` // high or low
	Name            locale.Text `yaml:"name"`
	Tell            locale.Text `yaml:"tell"`
}

// GateTexts say how requirements hold a level.
type GateTexts struct {
	HeldOne         locale.Text `yaml:"held_one"`
	Held            locale.Text `yaml:"held"`
	GapRow          locale.Text `yaml:"gap_row"`
	OpenRow         locale.Text `yaml:"open_row"`
	WaivedRow       locale.Text `yaml:"waived_row"`
	PartlyMet       locale.Text `yaml:"partly_met"`
	NoGap           locale.Text `yaml:"no_gap"`
	None            locale.Text `yaml:"none"`
	Why             locale.Text `yaml:"why"`
	NotHeld         locale.Text `yaml:"not_held"`
	NotHeldGates    locale.Text `yaml:"not_held_gates"`
	NotHeldGateOne  locale.Text `yaml:"not_held_gate_one"`
	Top             locale.Text `yaml:"top"`
	Insufficient    locale.Text `yaml:"insufficient"`
	InsufficientOne locale.Text `yaml:"insufficient_one"`
	NotApplicable   locale.Text `yaml:"not_applicable"`
	TwoDimensions   locale.Text `yaml:"two_dimensions"`
	TargetGap       locale.Text `yaml:"target_gap"`
	TargetMet       locale.Text `yaml:"target_met"`
	Provisional     locale.Text `yaml:"provisional"`
	ProvisionalOne  locale.Text `yaml:"provisional_one"`
}

// Verdicts are the patterns of the headline; the first whose conditions all hold is used.
type Verdicts struct {
	Parts struct {
		Carry []VerdictPart `yaml:"carry"`
		Hold  []VerdictPart `yaml:"hold"`
	} `yaml:"parts"`
	Patterns  []VerdictPattern       `yaml:"patterns"`
	Additions map[string]locale.Text `yaml:"additions"`
	Dimension struct {
		Gap             locale.Text `yaml:"gap"`
		Normal          locale.Text `yaml:"normal"`
		Insufficient    locale.Text `yaml:"insufficient"`
		InsufficientOne locale.Text `yaml:"insufficient_one"`
	} `yaml:"dimension"`
}

// VerdictPart is a sentence inside a detail, with the condition under which it is said.
type VerdictPart struct {
	When map[string]Condition `yaml:"when"`
	Text locale.Text          `yaml:"text"`
}

// VerdictPattern is a headline with its detail.
type VerdictPattern struct {
	ID          string               `yaml:"id"`
	When        map[string]Condition `yaml:"when"`
	Headline    locale.Text          `yaml:"headline"`
	HeadlineOne locale.Text          `yaml:"headline_one,omitempty"`
	Detail      locale.Text          `yaml:"detail"`
}

// DisclaimerTexts say what a result does not claim.
type DisclaimerTexts struct {
	Short         locale.Text `yaml:"short"`
	Legal         locale.Text `yaml:"legal"`
	Levels        locale.Text `yaml:"levels"`
	Validation    locale.Text `yaml:"validation"`
	Fairness      locale.Text `yaml:"fairness"`
	People        locale.Text `yaml:"people"`
	NoAI          locale.Text `yaml:"no_ai"`
	NPSTrademark  locale.Text `yaml:"nps_trademark"`
	NotAffiliated locale.Text `yaml:"not_affiliated"`
	Standards     locale.Text `yaml:"standards"`
}
