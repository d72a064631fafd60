//! Images built from nothing, for tests and for the samples of the page: small,
//! and the same bytes each time.

use std::collections::BTreeMap;
use std::io::Write as _;

use assay::image::digest::Digest;
use assay::image::media_type::{
    DOCKER_CONFIG, IN_TOTO, OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_LAYER_GZIP, OCI_MANIFEST,
};
use serde_json::{Value, json};

/// 2024-01-01T00:00:00Z, in seconds since 1970.
const CREATED: u64 = 1_704_067_200;

/// What an entry of a tar is.
pub enum Entry<'a> {
    File(&'a [u8]),
    Directory,
    Symlink(&'a str),
    HardLink(&'a str),
    Fifo,
}

/// A tar of `entries`, in their order.
pub fn tar(entries: &[(&str, Entry<'_>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, entry) in entries {
        let mut header = tar::Header::new_ustar();
        header.set_mtime(CREATED);
        header.set_mode(0o644);
        let (kind, bytes): (tar::EntryType, &[u8]) = match entry {
            Entry::File(bytes) => (tar::EntryType::Regular, bytes),
            Entry::Directory => (tar::EntryType::Directory, &[]),
            Entry::Symlink(target) => {
                header.set_link_name_literal(target).unwrap();
                (tar::EntryType::Symlink, &[])
            }
            Entry::Fifo => (tar::EntryType::Fifo, &[]),
            Entry::HardLink(target) => {
                header.set_link_name_literal(target).unwrap();
                (tar::EntryType::Link, &[])
            }
        };
        header.set_entry_type(kind);
        header.set_size(bytes.len() as u64);
        // As it is given: the builder would write `./a` as `a`.
        if path.len() < 100 {
            header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
            header.set_cksum();
            builder.append(&header, bytes).unwrap();
        } else {
            builder.append_data(&mut header, path, bytes).unwrap();
        }
    }
    builder.into_inner().unwrap()
}

/// A layer with these files.
pub fn layer(files: &[(&str, &str)]) -> Vec<u8> {
    let entries: Vec<_> = files
        .iter()
        .map(|(path, text)| (*path, Entry::File(text.as_bytes())))
        .collect();
    tar(&entries)
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::GzBuilder::new().write(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// An OCI layout that is being built.
#[derive(Default, Clone)]
pub struct Layout {
    pub blobs: BTreeMap<String, Vec<u8>>,
    pub manifests: Vec<Value>,
}

impl Layout {
    /// Keeps a blob under its digest.
    pub fn blob(&mut self, bytes: Vec<u8>) -> Digest {
        let digest = Digest::sha256(&bytes);
        self.blobs.insert(digest.to_string(), bytes);
        digest
    }

    /// Keeps a blob, and describes it.
    pub fn describe(&mut self, media_type: &str, bytes: Vec<u8>) -> Value {
        let size = bytes.len();
        let digest = self.blob(bytes);
        json!({"mediaType": media_type, "digest": digest.to_string(), "size": size})
    }

    /// An image for a platform from uncompressed layers, base first; returns
    /// the descriptor of its manifest.
    pub fn image(&mut self, platform: &Value, layers: &[Vec<u8>]) -> Value {
        let config = config(platform, layers, DIALECT_OCI);
        let config = self.describe(OCI_CONFIG, config);
        let layers: Vec<Value> = layers
            .iter()
            .map(|layer| self.describe(OCI_LAYER_GZIP, gzip(layer)))
            .collect();
        let manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": layers});
        let mut descriptor = self.describe(OCI_MANIFEST, pretty(&manifest));
        descriptor["platform"] = platform.clone();
        descriptor
    }

    /// A BuildKit provenance attestation about a manifest.
    pub fn attestation(&mut self, about: &Value) -> Value {
        let statement = json!({"_type": "https://in-toto.io/Statement/v0.1", "predicateType": "https://slsa.dev/provenance/v0.2",
            "subject": [{"name": "hello", "digest": {"sha256": about["digest"].as_str().unwrap().replace("sha256:", "")}}],
            "predicate": {"builder": {"id": ""}, "buildType": "https://mobyproject.org/buildkit@v1"}});
        self.stated(
            about,
            "https://slsa.dev/provenance/v0.2",
            pretty(&statement),
        )
    }

    /// A BuildKit attestation about a manifest, of one statement.
    pub fn stated(&mut self, about: &Value, predicate: &str, statement: Vec<u8>) -> Value {
        let config = json!({"architecture": "unknown", "os": "unknown", "config": {},
            "rootfs": {"type": "layers", "diff_ids": [Digest::sha256(&statement).to_string()]}});
        let config = self.describe(OCI_CONFIG, pretty(&config));
        let mut layer = self.describe(IN_TOTO, statement);
        layer["annotations"] = json!({"in-toto.io/predicate-type": predicate});
        let manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": [layer]});
        let mut descriptor = self.describe(OCI_MANIFEST, pretty(&manifest));
        descriptor["platform"] = json!({"architecture": "unknown", "os": "unknown"});
        descriptor["annotations"] = json!({"vnd.docker.reference.digest": about["digest"], "vnd.docker.reference.type": "attestation-manifest"});
        descriptor
    }

    /// An index over manifests.
    pub fn index(&mut self, manifests: &[Value]) -> Value {
        let index = json!({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": manifests});
        self.describe(OCI_INDEX, pretty(&index))
    }

    /// Names a descriptor in `index.json`.
    pub fn tag(&mut self, mut descriptor: Value, name: &str) {
        descriptor["annotations"] = json!({"io.containerd.image.name": format!("example.com/{name}"),
            "org.opencontainers.image.ref.name": name.rsplit(':').next().unwrap()});
        descriptor.as_object_mut().unwrap().remove("platform");
        self.manifests.push(descriptor);
    }

    /// The files of the layout, by path.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let index =
            json!({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": self.manifests});
        let mut files = vec![
            (
                "oci-layout".to_owned(),
                br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec(),
            ),
            ("index.json".to_owned(), serde_json::to_vec(&index).unwrap()),
        ];
        files.extend(
            self.blobs.iter().map(|(digest, bytes)| {
                (format!("blobs/{}", digest.replace(':', "/")), bytes.clone())
            }),
        );
        files
    }

    pub fn to_tar(&self) -> Vec<u8> {
        files_to_tar(&self.files())
    }
}

pub fn files_to_tar(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let entries: Vec<_> = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), Entry::File(bytes)))
        .collect();
    tar(&entries)
}

/// Which writer a config imitates.
pub const DIALECT_OCI: &str = OCI_CONFIG;
pub const DIALECT_DOCKER: &str = DOCKER_CONFIG;

/// An image config over uncompressed layers.
pub fn config(platform: &Value, layers: &[Vec<u8>], dialect: &str) -> Vec<u8> {
    let diff_ids: Vec<String> = layers
        .iter()
        .map(|layer| Digest::sha256(layer).to_string())
        .collect();
    let mut history: Vec<Value> = (0..layers.len())
        .map(|place| match place {
            0 => json!({"created": "2024-01-01T00:00:00Z", "created_by": "/bin/sh -c #(nop) ADD file:rootfs in / "}),
            n => json!({"created": format!("2024-01-01T00:0{n}:00Z"), "created_by": format!("RUN /bin/sh -c step {n} # buildkit"), "comment": "buildkit.dockerfile.v0"}),
        })
        .collect();
    history.push(json!({"created": "2024-01-01T00:09:00Z", "created_by": "CMD [\"/hello\"]", "empty_layer": true}));
    let mut config = json!({
        "created": "2024-01-01T00:09:00Z", "author": "Assay samples",
        "config": {"User": "1000:1000", "Env": ["PATH=/usr/bin:/bin", "GREETING=hello"], "Entrypoint": ["/hello"], "Cmd": ["--loud"],
            "WorkingDir": "/srv", "ExposedPorts": {"8080/tcp": {}}, "Volumes": {"/data": {}}, "StopSignal": "SIGTERM",
            "Labels": {"org.opencontainers.image.title": "hello", "org.opencontainers.image.licenses": "MIT"}},
        "rootfs": {"type": "layers", "diff_ids": diff_ids}, "history": history});
    for (key, value) in platform.as_object().unwrap() {
        config[key] = value.clone();
    }
    if dialect == DIALECT_DOCKER {
        config["docker_version"] = json!("24.0.7");
    }
    serde_json::to_vec(&config).unwrap()
}

fn pretty(value: &Value) -> Vec<u8> {
    serde_json::to_vec_pretty(value).unwrap()
}

pub fn linux(architecture: &str, variant: Option<&str>) -> Value {
    match variant {
        Some(variant) => json!({"architecture": architecture, "os": "linux", "variant": variant}),
        None => json!({"architecture": architecture, "os": "linux"}),
    }
}

/// The layers of the hello image for an architecture; the first is the same
/// for all.
pub fn hello_layers(architecture: &str) -> Vec<Vec<u8>> {
    vec![
        layer(&[
            ("etc/os-release", "NAME=Hello\nID=hello\n"),
            ("etc/passwd", "root:x:0:0::/:/bin/sh\n"),
        ]),
        layer(&[(
            "hello",
            &format!("#!/bin/sh\necho hello from {architecture}\n"),
        )]),
        layer(&[
            ("srv/readme.txt", "Nothing you open leaves this machine.\n"),
            ("etc/.wh.passwd", ""),
        ]),
    ]
}

/// A healthy multi-platform image with a shared base and attestations.
pub fn multi_platform() -> Layout {
    let mut layout = Layout::default();
    let platforms = [
        linux("amd64", None),
        linux("arm64", Some("v8")),
        linux("arm", Some("v7")),
    ];
    let mut manifests = Vec::new();
    for platform in &platforms {
        let layers = hello_layers(platform["architecture"].as_str().unwrap());
        manifests.push(layout.image(platform, &layers));
    }
    for about in manifests.clone().iter().take(2) {
        manifests.push(layout.attestation(about));
    }
    let index = layout.index(&manifests);
    layout.tag(index, "hello:1.0");
    layout
}

/// What `docker save` of 1.10 to 24 writes: a directory for each layer, the
/// config by its hash, and a symbolic link where a layer repeats.
pub fn docker_save() -> Vec<u8> {
    let mut layers = hello_layers("amd64");
    layers.push(layers[0].clone());
    let config = config(&linux("amd64", None), &layers, DIALECT_DOCKER);
    let id = Digest::sha256(&config);
    let folders: Vec<String> = (0..layers.len())
        .map(|n| {
            Digest::sha256(format!("v1 {n}").as_bytes())
                .encoded()
                .to_owned()
        })
        .collect();
    let paths: Vec<String> = folders
        .iter()
        .map(|folder| format!("{folder}/layer.tar"))
        .collect();
    let manifest = json!([{"Config": format!("{}.json", id.encoded()), "RepoTags": ["hello:1.0", "hello:latest"], "Layers": paths}]);
    let manifest = serde_json::to_vec(&manifest).unwrap();
    let repositories = json!({"hello": {"1.0": folders[3], "latest": folders[3]}}).to_string();
    let link = format!("../{}/layer.tar", folders[0]);
    let versions: Vec<String> = folders
        .iter()
        .map(|folder| format!("{folder}/VERSION"))
        .collect();
    let jsons: Vec<String> = folders
        .iter()
        .map(|folder| format!("{folder}/json"))
        .collect();
    let texts: Vec<String> = folders
        .iter()
        .map(|folder| json!({"id": folder, "os": "linux"}).to_string())
        .collect();
    let mut entries = Vec::new();
    for place in 0..layers.len() {
        entries.push((versions[place].as_str(), Entry::File(b"1.0")));
        entries.push((jsons[place].as_str(), Entry::File(texts[place].as_bytes())));
        entries.push((
            paths[place].as_str(),
            if place == 3 {
                Entry::Symlink(&link)
            } else {
                Entry::File(&layers[place])
            },
        ));
    }
    let config_name = format!("{}.json", id.encoded());
    entries.push((&config_name, Entry::File(&config)));
    entries.push(("manifest.json", Entry::File(&manifest)));
    entries.push(("repositories", Entry::File(repositories.as_bytes())));
    tar(&entries)
}

/// One image with three lies: a byte of the first layer is flipped, the
/// config's size is off by one, and two DiffIDs are swapped.
pub fn tampered() -> Layout {
    let mut layout = Layout::default();
    let layers = hello_layers("amd64");
    let mut config: Value =
        serde_json::from_slice(&config(&linux("amd64", None), &layers, DIALECT_OCI)).unwrap();
    config["rootfs"]["diff_ids"]
        .as_array_mut()
        .unwrap()
        .swap(1, 2);
    let mut config = layout.describe(OCI_CONFIG, serde_json::to_vec(&config).unwrap());
    config["size"] = json!(config["size"].as_u64().unwrap() + 1);
    let layers: Vec<Value> = layers
        .iter()
        .map(|layer| layout.describe(OCI_LAYER_GZIP, gzip(layer)))
        .collect();
    let flipped = layout
        .blobs
        .get_mut(layers[0]["digest"].as_str().unwrap())
        .unwrap();
    // The gzip header's time stamp: the contents stay readable.
    flipped[4] ^= 1;
    let manifest =
        json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": layers});
    let mut manifest = layout.describe(OCI_MANIFEST, pretty(&manifest));
    manifest["platform"] = linux("amd64", None);
    layout.tag(manifest, "tampered:1.0");
    layout
}

/// What `docker save` of 25 and later writes with the classic store: an OCI
/// layout of uncompressed layers and `manifest.json` over the same blobs.
pub fn docker_25() -> Vec<(String, Vec<u8>)> {
    let mut layout = Layout::default();
    let layers = hello_layers("amd64");
    let config = layout.describe(
        OCI_CONFIG,
        config(&linux("amd64", None), &layers, DIALECT_DOCKER),
    );
    let path = |descriptor: &Value| {
        format!(
            "blobs/{}",
            descriptor["digest"].as_str().unwrap().replace(':', "/")
        )
    };
    let layers: Vec<Value> = layers
        .into_iter()
        .map(|layer| layout.describe(OCI_LAYER, layer))
        .collect();
    let sources: serde_json::Map<String, Value> = layers
        .iter()
        .map(|layer| (layer["digest"].as_str().unwrap().to_owned(), layer.clone()))
        .collect();
    let paths: Vec<String> = layers.iter().map(path).collect();
    let docker = json!([{"Config": path(&config), "RepoTags": ["hello:1.0"], "Layers": paths, "LayerSources": sources}]);
    let manifest =
        json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": layers});
    let manifest = layout.describe(OCI_MANIFEST, pretty(&manifest));
    layout.tag(manifest, "hello:1.0");
    let mut files = layout.files();
    files.push(("manifest.json".to_owned(), docker.to_string().into_bytes()));
    files
}
