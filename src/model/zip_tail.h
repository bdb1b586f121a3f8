// The zip archive that may follow a model's FlatBuffer: the labels and vocabularies that its metadata names.
//
// An archive is found from its end, where it keeps the number and place of its entries. Only what this needs is read here; names
// and contents are not looked at.
#ifndef GOLDCREST_SRC_MODEL_ZIP_TAIL_H_
#define GOLDCREST_SRC_MODEL_ZIP_TAIL_H_

#include <cstdint>
#include <span>
#include <vector>

namespace goldcrest::model {

// The archive that ends where `file` ends, from its first entry; empty where there is none, or where it would begin before
// `floor` (it is then part of a constant).
std::span<const uint8_t> FindZipTail(std::span<const uint8_t> file, uint64_t floor);

// Entries are found by offsets from the start of the file. Makes them right for an archive whose first byte is to lie at `start`.
// `archive` is as FindZipTail gave it; one that does not look like it is left alone.
void MoveZipTail(std::span<uint8_t> archive, uint64_t start);

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_ZIP_TAIL_H_
