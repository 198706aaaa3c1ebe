// Package scoring computes what answers mean: the method lauter-score/1, exactly.
//
// Answers in, findings out. Every number is an exact fraction; nothing is rounded, and numbers are truncated only when
// they are displayed. There is no clock, no database, no randomness and no language here.
//
// Evaluate computes everything that is shown about an assessment; Score, Rank, FindOuts and TraceOf are its pieces.
// BestPlan, CheapestWay and Roadmap say what to do next, Compare what changed, BenchmarkAmong how others fare, Votes and
// DiscussionOrder what a group thinks, and Conform checks all of it against published vectors. They expect a model
// within its limits (assessment.Model.Violations) and refuse what the method does not define with a *RefusedError.
//
// Inside, a frame holds the shares of a model for the questions that apply, and a sheet the answers scored on it. Every
// score, level and what-if is a tally of choices on such a frame: there is no second formula. A planner searches with
// the integer shares of the frame, and what it finds is tallied like everything else.
package scoring
