export default {
  input: process.env.DOCUMENT,
  // Node reads imports with their extension only.
  output: { path: 'tributary', module: { extension: '.js' } },
};
