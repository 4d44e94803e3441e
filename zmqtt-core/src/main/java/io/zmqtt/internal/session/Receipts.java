/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.internal.session;

import java.util.ArrayList;
import java.util.List;

import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.AckProperties;
import org.jspecify.annotations.Nullable;

/**
 * What PUBREC has said about messages that the peer took, until PUBCOMP ends them (MQTT
 * 5.0, section 3.5). Few peers say anything, so mostly there is nothing here.
 */
final class Receipts {

	private final PacketIdMap<Receipt> receipts = new PacketIdMap<>();

	void received(int packetId, ReasonCode reasonCode, AckProperties properties) {
		if (reasonCode != ReasonCode.SUCCESS || properties != AckProperties.NONE) {
			this.receipts.put(packetId, new Receipt(reasonCode, properties));
		}
	}

	/**
	 * Return the reason code for a message that is complete.
	 */
	ReasonCode reasonCode(int packetId) {
		Receipt receipt = find(packetId);
		return (receipt != null) ? receipt.reasonCode() : ReasonCode.SUCCESS;
	}

	/**
	 * Return the properties of PUBREC and PUBCOMP together. The later reason string is
	 * preferred.
	 */
	AckProperties complete(int packetId, AckProperties later) {
		Receipt receipt = find(packetId);
		if (receipt == null) {
			return later;
		}
		AckProperties earlier = receipt.properties();
		if (later == AckProperties.NONE) {
			return earlier;
		}
		List<UserProperty> userProperties = new ArrayList<>(earlier.userProperties());
		userProperties.addAll(later.userProperties());
		return new AckProperties((later.reasonString() != null) ? later.reasonString() : earlier.reasonString(),
				List.copyOf(userProperties));
	}

	void forget(int packetId) {
		if (!this.receipts.isEmpty()) {
			this.receipts.remove(packetId);
		}
	}

	private @Nullable Receipt find(int packetId) {
		return this.receipts.isEmpty() ? null : this.receipts.get(packetId);
	}

	private record Receipt(ReasonCode reasonCode, AckProperties properties) {

	}

}
