//! The whole system on one screen: the table of modules, in the order in which data flows; the
//! frame, on which they stand, comes last.

use kith_frame::module::Module;

/// Every module of this program. The doors walk this table and know no module by name.
pub(crate) static MODULES: &[&Module] = &[
    &kith_geography::MODULE,
    &kith_sharing::MODULE,
    &kith_governance::MODULE,
    &kith_frame::MODULE,
];
