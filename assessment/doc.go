// Package assessment is what a responsible-marketing assessment is: the maturity model with its questions, and the
// answers an organisation gives.
package assessment
