//go:build !linux

package store

func saveUntilRefused(string) {}
