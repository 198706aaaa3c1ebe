// Package account holds what makes a sign-in safe: passwords, second factor, recovery codes, sealed secrets, and brakes
// against guessing. It is pure: no database, no http.
package account
