// Package scoring computes what answers mean: the method lauter-score/1, exactly.
//
// Answers in, findings out. Every number is an exact fraction; nothing is rounded, and numbers are truncated only when
// they are displayed. There is no clock, no database, no randomness and no language here.
package scoring
