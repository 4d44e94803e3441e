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

package io.zmqtt.internal.codec;

import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;

/**
 * Takes the fields of a PUBLISH, so that no object is made for the packet itself.
 */
@FunctionalInterface
public interface PublishReceiver {

	/**
	 * Take a PUBLISH.
	 * @param topic the topic name, empty if a topic alias stands for it
	 * @param payload the payload, which belongs to the receiver
	 * @param properties the properties
	 * @param packetId the packet identifier, 0 at QoS 0
	 * @param flags the lower half of the first byte, as {@link Publish#flags()} has it
	 */
	void publish(String topic, byte[] payload, PublishPacketProperties properties, int packetId, byte flags);

}
