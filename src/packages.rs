//! What is installed in an image: packages, from the databases that package managers
//! keep in its file system, with the layer that brought each and its files.
//!
//! [`Reader::of`] says which files have to be read, of which layers; who has the bytes
//! gives it those; and [`Installed`] answers. A database of many packages is read in
//! each of its versions, as only that tells when a package came.
//!
//! Nothing is compared with a list of vulnerabilities, and nothing is run.

mod apk;
mod dpkg;
mod fields;
mod go;
mod installed;
mod java;
mod job;
mod model;
mod npm;
mod owned;
mod parsed;
mod python;
mod reader;
mod ruby;
mod since;
mod wanted;

#[cfg(test)]
mod tests;

pub use installed::{FilesOf, Installed, PackageRow, PackageRows};
pub use job::Reading;
pub use model::{Ecosystem, Files, Package};
pub use reader::Reader;
pub use wanted::{Wanted, What};
