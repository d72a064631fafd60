//! What statements say of an image, as it is shown. Texts have what deceives the eye made
//! visible, and only http and https addresses are links.
//!
//! Not here: whether it is true, and who signed it.

mod checks;
mod fact;
mod provenance;
mod sbom;
#[cfg(test)]
mod tests;
mod weaknesses;

pub use checks::{CheckRow, check_rows};
pub use fact::{Fact, FactValue};
pub use provenance::{
    FileShown, LineShown, ParameterRow, StepRow, UsedRow, file_rows, layer_digests, parameter_rows,
    provenance_facts, step_rows, used_rows,
};
pub use sbom::{
    HeldRow, SbomRow, held_notes, held_rows, held_said, sbom_facts, sbom_found, sbom_rows,
};
pub use weaknesses::{
    VexRow, WeaknessRow, scan_facts, scan_said, vex_facts, vex_rows, weakness_rows,
};
