//go:build race

package report

// withRaceDetector says that allocations count for more than the program's own.
const withRaceDetector = true
