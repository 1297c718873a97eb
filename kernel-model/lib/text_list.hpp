// A list of texts that lie elsewhere: the arguments and the environment of a program on their way to its
// stack.
#pragma once

#include <cstddef>
#include <string_view>

namespace ringside::kernel {

class TextList
{
public:
    struct Node
    {
        std::string_view text;
        Node* next;
    };

    void add(std::string_view text)
    {
        auto* const node = new Node{text, nullptr};
        (last_ ? last_->next : first_) = node;
        last_ = node;
        ++size_;
    }
    Node* first() const { return first_; }
    size_t size() const { return size_; }

private:
    Node* first_ = nullptr;
    Node* last_ = nullptr;
    size_t size_ = 0;
};

} // namespace ringside::kernel
