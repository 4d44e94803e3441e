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

package io.zmqtt.internal.connection;

import java.net.SocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.codec.TopicEncoder;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.session.InFlight;
import io.zmqtt.internal.session.SessionSink;
import org.jspecify.annotations.Nullable;

/**
 * Encodes packets into the batches of one connection.
 */
final class PacketWriter implements SessionSink {

	private final Channel channel;

	private final ServerAddress server;

	private final MqttVersion version;

	private final BatchWriter batch;

	private final TopicEncoder topics = new TopicEncoder();

	private boolean closed;

	PacketWriter(Channel channel, ServerAddress server, MqttVersion version) {
		this.channel = channel;
		this.server = server;
		this.version = version;
		this.batch = new BatchWriter(channel);
	}

	@Override
	public void publish(InFlight message, int packetId, boolean duplicate, int topicAlias, boolean withTopic) {
		ByteBuf buffer = this.batch.buffer();
		byte flags = duplicate ? (byte) (message.flags() | Publish.DUP) : message.flags();
		byte[] payload = message.payload();
		PacketEncoder.encodePublishHeader(this.topics, withTopic ? message.topic() : "", flags, packetId,
				message.properties(), topicAlias, message.remainingExpiry(), payload.length, this.version, buffer);
		this.batch.payload(buffer, payload, (packetId == 0) ? message : null);
	}

	@Override
	public int publishSize(InFlight message, boolean aliased) {
		return PacketEncoder.publishSize(message.topic(), message.flags(), message.properties(), aliased ? 1 : 0,
				message.payload().length, this.version);
	}

	@Override
	public int size(Packet packet) {
		return PacketEncoder.encodedSize(packet, this.version);
	}

	@Override
	public void acknowledge(PacketType type, int packetId, ReasonCode reasonCode) {
		ByteBuf buffer = this.batch.buffer();
		if (reasonCode == ReasonCode.SUCCESS || this.version == MqttVersion.V3_1_1) {
			PacketEncoder.encodeAck(type, packetId, buffer);
			return;
		}
		Packet packet = switch (type) {
			case PUBACK -> new PubAck(packetId, reasonCode, AckProperties.NONE);
			case PUBREC -> new PubRec(packetId, reasonCode, AckProperties.NONE);
			case PUBREL -> new PubRel(packetId, reasonCode, AckProperties.NONE);
			default -> new PubComp(packetId, reasonCode, AckProperties.NONE);
		};
		PacketEncoder.encode(packet, this.version, buffer);
	}

	@Override
	public void send(Packet packet) {
		PacketEncoder.encode(packet, this.version, this.batch.buffer());
	}

	@Override
	public Object peer() {
		return new Peer(this.server, this.channel.remoteAddress());
	}

	@Override
	public boolean isWritable() {
		return !this.closed && this.channel.isWritable();
	}

	/**
	 * Flush all that was written.
	 * @return whether there was anything
	 */
	boolean flush() {
		return this.batch.flush();
	}

	/**
	 * End waits for messages of QoS 0 that cannot be flushed in time.
	 * @return the earliest deadline that is still to come, or {@link Long#MAX_VALUE}
	 */
	long expire(long now) {
		return this.batch.expire(now);
	}

	/**
	 * Return whether somebody waits for a message of QoS 0 to be flushed.
	 */
	boolean isAwaited() {
		return this.batch.isAwaited();
	}

	/**
	 * Give up what was not written to the channel yet.
	 */
	void close() {
		this.closed = true;
		this.batch.release();
	}

	/**
	 * A server, and which of the addresses of its name.
	 */
	private record Peer(ServerAddress server, @Nullable SocketAddress address) {

	}

}
