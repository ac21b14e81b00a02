// Imported first, for its effect, by every entry point that makes a gateway.

// graphql-js looks at every type twice unless it is told, before it loads, that this is no developer's mistake to catch.
process.env.NODE_ENV ??= 'production';
