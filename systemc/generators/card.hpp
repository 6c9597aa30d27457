/// What the cards in systemc/generators/kinds are written with. A card is one header per layer kind, with all that this
/// tier knows of the kind. A new file there is found by the build; what a card leaves out, the kind does not have.
///
///   Schedule closed_form(const K&, const golden::Stage&);                 // profile weir: when our RTL moves words
///   std::unique_ptr<Behaviour> behaviour_of(const K&, const golden::LayerFolding&, const golden::Parameters&);
///                                                                         // the words' values; may keep the kind by
///                                                                         // reference
///   RigidLoop hlslib::process(const K&, const hlslib::Site&);             // profile finn-hlslib-2020
///
/// cards.cpp reads all cards and picks by kind; nothing else includes them.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/generators/behaviour.hpp"
#include "systemc/generators/hlslib/loop.hpp"
#include "systemc/generators/values.hpp"
#include "systemc/generators/weir/steps.hpp"
#include "systemc/process/rigid.hpp"
#include "systemc/process/schedule.hpp"
