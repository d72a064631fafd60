//! What a kind of file is called.

use crate::bytes::compression::Compression;
use crate::file_view::FileView;
use crate::file_view::archive::{Archive, ArchiveKind, ZipUse};
use crate::file_view::elf::ElfKind;
use crate::words::{Message, file_view as words};

pub(super) fn kind(view: &FileView) -> Message {
    match view {
        FileView::Empty => words::an_empty_file(),
        FileView::Text {
            language: Some(language),
            ..
        } => words::text_in(language.name),
        FileView::Text { language: None, .. } => words::text(),
        FileView::Json(_) => words::json(),
        FileView::Picture(picture) => words::picture(picture.kind.name()),
        FileView::Elf(elf) => of_elf(elf.kind),
        FileView::Pe(pe) if pe.is_library => words::windows_library(),
        FileView::Pe(_) => words::windows_program(),
        FileView::Archive(archive) => of_archive(archive.kind),
        FileView::Binary => words::binary(),
    }
}

/// Whether it is known that it holds entries, or none.
pub(super) fn is_listed(archive: &Archive) -> bool {
    !matches!(archive.kind, ArchiveKind::Compressed(_))
}

fn of_elf(kind: ElfKind) -> Message {
    match kind {
        ElfKind::Program => words::linux_program(),
        ElfKind::Library => words::linux_library(),
        ElfKind::Relocatable => words::relocatable(),
        ElfKind::Core => words::core_dump(),
        ElfKind::Other => words::other_elf(),
    }
}

fn of_archive(kind: ArchiveKind) -> Message {
    match kind {
        ArchiveKind::Zip(None) => words::zip(),
        ArchiveKind::Zip(Some(ZipUse::Jar)) => words::jar(),
        ArchiveKind::Zip(Some(ZipUse::Wheel)) => words::wheel(),
        ArchiveKind::Zip(Some(ZipUse::Android)) => words::android_package(),
        ArchiveKind::Zip(Some(ZipUse::NuGet)) => words::nuget_package(),
        ArchiveKind::Zip(Some(ZipUse::Office)) => words::office_document(),
        ArchiveKind::Ar => words::ar(),
        ArchiveKind::Deb => words::debian_package(),
        ArchiveKind::Tar(Compression::None) => words::tar(),
        ArchiveKind::Tar(compression) => words::compressed_tar(compression.to_string()),
        ArchiveKind::Compressed(compression) => words::compressed(compression.to_string()),
    }
}
