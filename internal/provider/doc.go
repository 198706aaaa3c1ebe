// Package provider signs people in by another service with OpenID Connect: one that the operator names. It talks to that
// service only when somebody asks to sign in by it, and knows neither the database nor http requests.
package provider
