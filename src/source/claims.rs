//! Which file names claim a digest of their bytes. A name does so only where
//! the form of the container defines it; elsewhere 64 hex digits are a name
//! like any other.
//!
//! The names of a docker-archive's layers are no claim, whatever they look
//! like: kaniko and jib write the digest of the compressed bytes, podman and
//! skopeo the DiffID, bazel the hash of a path, `docker save` before 25 an ID of
//! its own, and no loader looks at them. What a layer must be is in the
//! config's DiffIDs. A name that happens to match would be a check that cannot
//! fail, so it is not shown as one.

use crate::image::digest::Digest;

/// `blobs/<algorithm>/<hex>`: in an OCI layout (image-spec,
/// `image-layout.md#blobs`) and so in what `docker save` writes since 25.
#[must_use]
pub fn claimed_by_blob(path: &str) -> Option<Digest> {
    let (algorithm, encoded) = path.strip_prefix("blobs/")?.split_once('/')?;
    format!("{algorithm}:{encoded}").parse().ok()
}

/// The config that `manifest.json` names: `<hex>.json`, as `docker save` of
/// 1.10 to 24 and podman write it; `sha256:<hex>` of kaniko; or a blob. It is
/// the image's ID.
pub(super) fn claimed_by_config(path: &str) -> Option<Digest> {
    if path.contains('/') {
        return claimed_by_blob(path);
    }
    match path.strip_suffix(".json") {
        Some(stem) => Digest::from_sha256_hex(stem).ok(),
        None => path.parse().ok(),
    }
}

/// skopeo's `dir:`: `<hex>` by SHA-256, `<algorithm>-<hex>` by others, and
/// `<hex>.manifest.json` for each manifest of an index.
pub(super) fn claimed_in_directory(path: &str) -> Option<Digest> {
    let stem = path.strip_suffix(".manifest.json").unwrap_or(path);
    match stem.split_once('-') {
        // Which skopeo numbers.
        Some(("signature", _)) => None,
        Some((algorithm, encoded)) => format!("{algorithm}:{encoded}").parse().ok(),
        None => Digest::from_sha256_hex(stem).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "8ddc19f16526912237dd8af81971d5e4dd0587907234be2b83e249518d5b673f";

    #[test]
    fn a_name_claims_a_digest_only_where_its_form_defines_that() {
        // The path; whether it is a claim of a blob, a config, a file of dir:.
        for (path, claims) in [
            (format!("blobs/sha256/{HEX}"), [true, true, false]),
            (format!("{HEX}.json"), [false, true, false]),
            (format!("sha256:{HEX}"), [false, true, false]),
            (HEX.to_owned(), [false, false, true]),
            (format!("{HEX}.manifest.json"), [false, false, true]),
            (format!("sha256-{HEX}"), [false, false, true]),
            (format!("{HEX}.tar"), [false; 3]),
            (format!("{HEX}.tar.gz"), [false; 3]),
            (format!("{HEX}/layer.tar"), [false; 3]),
            (format!("{HEX}/json"), [false; 3]),
            (format!("blobs/sha256/{HEX}.json"), [false; 3]),
            (format!("x/blobs/sha256/{HEX}"), [false; 3]),
            ("signature-1".to_owned(), [false; 3]),
            ("config.json".to_owned(), [false; 3]),
        ] {
            let found = [
                claimed_by_blob(&path),
                claimed_by_config(&path),
                claimed_in_directory(&path),
            ];
            let expected = claims.map(|claim| claim.then(|| Digest::from_sha256_hex(HEX).unwrap()));
            assert_eq!(found, expected, "{path}");
        }
        let sha512 = format!("sha512-{}", HEX.repeat(2));
        let claimed = claimed_in_directory(&sha512).unwrap();
        assert_eq!(claimed.algorithm_name(), "sha512");
    }
}
