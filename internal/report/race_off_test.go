//go:build !race

package report

const withRaceDetector = false
