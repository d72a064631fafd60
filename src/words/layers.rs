//! The layers of an image, and the steps that made them.

messages! { layers;
    table() "The table of layers";
    caption() "The steps that built the image and their layers, base first";
    step() "Step";
    layer_digest() "Layer digest";
    files() "Files";
    files_of(n) "Files of layer {n}";
    totals(n, stored, unpacked) "{n} {n|layer|layers}: {stored} stored, {unpacked} unpacked";
    totals_stored(n, stored) "{n} {n|layer|layers}: {stored} stored, not unpacked yet";
    steps_without(n) "{n} {n|step|steps} without a layer";
    no_layers() "No layers of a file system are named here.";
    not_known() "not known";
}
