// Package assessment is what a responsible-marketing assessment is: the maturity model with its questions, and the
// answers an organisation gives. It knows neither scores nor databases nor pages.
//
// The model stands beside this file, in questions.yaml, actions.yaml, references.yaml and texts.yaml, in English and
// German. Load reads what this program brings along, Parse reads any other, Lint judges one as an editor would, and
// Violations checks only the limits that arithmetic relies on. A loaded model is immutable and shared.
//
// These are the words of the code, the screen and the paper, with the German word where people read it. One word per
// thing, never two.
//
//   - Model (Reifegradmodell): the questionnaire and its scale; identified by id, version and digest.
//   - Dimension (Dimension): Data, Technology or Resources.
//   - Capability (Handlungsfeld): what an organisation must be able to do within a dimension.
//   - Question (Frage): one thing observed about a capability, with a stable id like data.origin.source.
//   - Level (Stufe): a point on the scale of 1 to 5.
//   - Anchor (Ankerbeschreibung): the sentence that says what one level of one question looks like.
//   - Gate (Grundanforderung): a question that must reach a stated answer for a stated level; the screen says
//     requirement.
//   - Axis: the side of the balance of protection and personalisation on which a question counts.
//   - Quick scan (Schnelltest): the model restricted to one question per capability.
//   - Workspace (Arbeitsbereich): who works here, a consultancy with its clients or one company; nothing is visible
//     across workspaces.
//   - Organisation (Organisation): the assessed entity; a consultant's client is one.
//   - Member and participant (Mitglied, Teilnehmerin und Teilnehmer): has an account; was invited to one assessment.
//   - Viewer: whoever makes a request, with what they may do.
//   - Assessment (Standortbestimmung): one organisation measured against one pinned model at one time.
//   - Response (Antwortbogen): one participant's answers; at most one response of an assessment is the agreed one.
//   - Answer (Antwort): a level, "don't know", or "not applicable" with a reason; with note and evidence.
//   - Evidence (Nachweis): an address or words that say where an answer can be checked; never a file of personal data.
//   - Grade (Nachweisstufe): how well an answer is supported, from stated to verified.
//   - Workshop (Workshop): a live sitting in which participants vote, reveal, discuss and agree.
//   - Score (Punktwert): computed from answers, never stored as truth.
//   - Coverage (Abdeckung): the share of applicable questions that are answered; shown with every score.
//   - Spread (Streuung): how far participants disagree.
//   - Target and gap (Zielstufe, Lücke): the level wanted; what is missing to it.
//   - Action (Maßnahme): something to do, as the model offers it: effort, lifts, prerequisites, duty.
//   - Lift: the answer that a question has at least once an action is done.
//   - Foundation: an action on which many others build.
//   - Duty: an action where a legal obligation is at stake.
//   - Recommendation (Empfehlung): an open action in the order in which it is advised.
//   - Planned action (geplante Maßnahme): an action, or one of their own, that an organisation takes on.
//   - Reference (Fundstelle): a rule, standard or method that a question or an action rests on.
//   - Fact (Angabe zum Profil): what an organisation says about itself; facts choose which references are shown.
//   - Findings (Ergebnis): everything that is shown about one assessment.
//   - Benchmark (Vergleichswert): medians over enough finished assessments of the same model.
package assessment
