// Writes small checkpoints and SavedModels for tests, so that they can be broken in every way.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_SAVED_MODEL_TEST_UTIL_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_SAVED_MODEL_TEST_UTIL_H_

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "convert/saved_model/crc32c.h"
#include "convert/saved_model/tensorflow.pb.h"

namespace goldcrest::convert {

inline std::span<const uint8_t> BytesOf(const std::string& s) { return {reinterpret_cast<const uint8_t*>(s.data()), s.size()}; }

inline void AppendVarint(uint64_t v, std::string* out) {
  for (; v >= 0x80; v >>= 7) out->push_back(static_cast<char>(v | 0x80));
  out->push_back(static_cast<char>(v));
}

inline void AppendFixed32(uint32_t v, std::string* out) {
  char bytes[4];
  std::memcpy(bytes, &v, 4);
  out->append(bytes, 4);
}

// A folder of its own, gone with the test.
class TempFolder {
 public:
  TempFolder() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    path_ = testing::TempDir() + "goldcrest_saved_model/" + info->test_suite_name() + "_" + info->name();
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }
  void Write(const std::string& name, const std::string& content) const {
    const std::filesystem::path file = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
  }

 private:
  std::string path_;
};

// A block with its trailer. Keys share their beginnings with those before them.
inline std::string TableBlock(const std::vector<std::pair<std::string, std::string>>& entries, char compression = 0) {
  std::string block, last;
  for (const auto& [key, value] : entries) {
    size_t shared = 0;
    while (shared < std::min(key.size(), last.size()) && key[shared] == last[shared]) ++shared;
    AppendVarint(shared, &block);
    AppendVarint(key.size() - shared, &block);
    AppendVarint(value.size(), &block);
    block += key.substr(shared) + value;
    last = key;
  }
  AppendFixed32(0, &block);
  AppendFixed32(1, &block);
  block.push_back(compression);
  AppendFixed32(MaskCrc32c(Crc32c(BytesOf(block))), &block);
  return block;
}

// A table with a block for each element of `blocks`.
inline std::string TableOf(const std::vector<std::vector<std::pair<std::string, std::string>>>& blocks, char compression = 0) {
  std::string file;
  std::vector<std::pair<std::string, std::string>> index;
  const auto add = [&](const std::string& block) {
    std::string handle;
    AppendVarint(file.size(), &handle);
    AppendVarint(block.size() - 5, &handle);
    file += block;
    return handle;
  };
  for (const auto& entries : blocks) index.emplace_back(entries.empty() ? "" : entries.back().first, add(TableBlock(entries, compression)));
  std::string footer = add(TableBlock({}));
  footer += add(TableBlock(index));
  footer.resize(40);
  AppendFixed32(0x8b80fb57, &footer);
  AppendFixed32(0xdb477524, &footer);
  return file + footer;
}

// One shard; add entries, then write.
class CheckpointWriter {
 public:
  CheckpointWriter() { header_.set_num_shards(1); }
  proto::BundleHeaderProto& header() { return header_; }

  proto::BundleEntryProto& Add(const std::string& key, int dtype, const std::vector<int64_t>& dims, const std::string& bytes) {
    proto::BundleEntryProto& entry = entries_[key];
    entry.set_dtype(dtype);
    for (const int64_t d : dims) entry.mutable_shape()->add_dim()->set_size(d);
    entry.set_offset(static_cast<int64_t>(data_.size()));
    entry.set_size(static_cast<int64_t>(bytes.size()));
    entry.set_crc32c(MaskCrc32c(Crc32c(BytesOf(bytes))));
    data_ += bytes;
    return entry;
  }
  proto::BundleEntryProto& AddFloats(const std::string& key, const std::vector<int64_t>& dims, const std::vector<float>& values) {
    return Add(key, 1, dims, {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
  }
  proto::BundleEntryProto& AddStrings(const std::string& key, const std::vector<int64_t>& dims, const std::vector<std::string>& values) {
    std::string lengths, lengths_32, stored, all;
    for (const std::string& v : values) {
      AppendVarint(v.size(), &lengths);
      AppendFixed32(static_cast<uint32_t>(v.size()), &lengths_32);
      all += v;
    }
    std::string crc;
    AppendFixed32(MaskCrc32c(Crc32c(BytesOf(lengths_32))), &crc);
    proto::BundleEntryProto& entry = Add(key, 7, dims, lengths + crc + all);
    entry.set_crc32c(MaskCrc32c(Crc32c(BytesOf(lengths_32 + crc + all))));
    return entry;
  }
  std::string& data() { return data_; }
  void Write(const TempFolder& folder, const std::string& prefix) const {
    std::vector<std::pair<std::string, std::string>> table = {{"", header_.SerializeAsString()}};
    for (const auto& [key, entry] : entries_) table.emplace_back(key, entry.SerializeAsString());
    folder.Write(prefix + ".index", TableOf({table}));
    folder.Write(prefix + ".data-00000-of-00001", data_);
  }

 private:
  proto::BundleHeaderProto header_;
  std::map<std::string, proto::BundleEntryProto> entries_;
  std::string data_;
};

inline proto::NodeDef* AddNode(google::protobuf::RepeatedPtrField<proto::NodeDef>* nodes, const std::string& name, const std::string& op,
                               const std::vector<std::string>& inputs) {
  proto::NodeDef* node = nodes->Add();
  node->set_name(name);
  node->set_op(op);
  for (const std::string& input : inputs) node->add_input(input);
  return node;
}

inline void SetType(proto::NodeDef* node, const std::string& attr, int32_t type) { (*node->mutable_attr())[attr].set_type(type); }

// y = Relu(x) of float32[2], as signature "serving_default" of a graph with the tag "serve".
inline proto::SavedModel SmallModel() {
  proto::SavedModel model;
  proto::MetaGraphDef* graph = model.add_meta_graphs();
  graph->mutable_meta_info_def()->add_tags("serve");
  auto* nodes = graph->mutable_graph_def()->mutable_node();
  SetType(AddNode(nodes, "x", "Placeholder", {}), "dtype", 1);
  SetType(AddNode(nodes, "y", "Relu", {"x"}), "T", 1);
  proto::SignatureDef& signature = (*graph->mutable_signature_def())["serving_default"];
  for (auto* infos : {signature.mutable_inputs(), signature.mutable_outputs()}) {
    const bool is_input = infos == signature.mutable_inputs();
    proto::TensorInfo& info = (*infos)[is_input ? "x" : "y"];
    info.set_name(is_input ? "x:0" : "y:0");
    info.set_dtype(1);
    info.mutable_tensor_shape()->add_dim()->set_size(2);
  }
  return model;
}

inline google::protobuf::RepeatedPtrField<proto::NodeDef>* NodesOf(proto::SavedModel* model) {
  return model->mutable_meta_graphs(0)->mutable_graph_def()->mutable_node();
}

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_SAVED_MODEL_TEST_UTIL_H_
