// Package mail sends the few mails that the program sends, if the operator has configured a server. It is the only part
// of the program that talks to another host.
package mail
