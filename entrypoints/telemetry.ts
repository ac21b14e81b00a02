// `@apollo/gateway` reports to Apollo, and looks for the cloud it runs in, unless this stands in the environment when a gateway is made.
// Imported for its effect by every entry point that makes one.
process.env.APOLLO_TELEMETRY_DISABLED = '1';
