// The install script of onnxruntime-node downloads libraries for graphics processors, hundreds of
// megabytes that nothing here uses. What it does first is to call this, to honour the settings of a
// proxy: nothing else in the package needs `global-agent`. See docs/decisions/0076.
exports.bootstrap = () => process.exit(0);
