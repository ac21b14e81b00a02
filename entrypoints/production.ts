// Imported first, for its effect, by every entry point that makes a gateway.

// `@apollo/gateway` reports to Apollo, and looks for the cloud it runs in, unless this stands in the environment when a gateway is made.
process.env.APOLLO_TELEMETRY_DISABLED = '1';
// graphql-js looks at every type twice unless it is told, before it loads, that this is no developer's mistake to catch.
process.env.NODE_ENV ??= 'production';
