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

import io.netty.buffer.ByteBuf;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PingReq;
import io.zmqtt.internal.packet.PingResp;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the packets of one connection. Not thread-safe.
 * <p>
 * The size of a packet is checked as soon as its fixed header is there; after that
 * nothing larger than the packet itself is allocated. Decoding throws nothing but
 * {@link DecodingException}, after which the connection has to be closed.
 */
public final class PacketDecoder {

	private static final int LONGEST_FIXED_HEADER = 5;

	private static final int FLAGS = 0x0F;

	private static final int SHORT_ACK = 4;

	private static final int PUBLISH = PacketType.PUBLISH.code();

	private final Sender sender;

	private final int maximumPacketSize;

	private final FrameReader reader = new FrameReader();

	private @Nullable MqttVersion version;

	private int headerSize;

	private int frameSize;

	private PacketDecoder(Sender sender, @Nullable MqttVersion version, int maximumPacketSize) {
		if (maximumPacketSize < 1) {
			throw new IllegalArgumentException("Maximum packet size must be positive, not " + maximumPacketSize);
		}
		this.sender = sender;
		this.version = version;
		this.maximumPacketSize = maximumPacketSize;
	}

	/**
	 * Create a decoder of what a server sends.
	 */
	public static PacketDecoder forClient(MqttVersion version, int maximumPacketSize) {
		return new PacketDecoder(Sender.SERVER, version, maximumPacketSize);
	}

	/**
	 * Create a decoder of what a client sends. The first packet has to be CONNECT, whose
	 * version is that of the packets after it.
	 */
	public static PacketDecoder forServer(int maximumPacketSize) {
		return new PacketDecoder(Sender.CLIENT, null, maximumPacketSize);
	}

	/**
	 * Return the version of the connection.
	 * @return the version, null before CONNECT
	 */
	public @Nullable MqttVersion version() {
		return this.version;
	}

	/**
	 * Return the size of the first packet in the buffer.
	 * @return the size in bytes, fixed header included, or -1 if bytes of the fixed
	 * header are missing
	 */
	public int frameSize(ByteBuf in) {
		return readFixedHeader(in) ? this.frameSize : -1;
	}

	/**
	 * Read the fixed header of the first packet in the buffer, and note its size and that
	 * of the packet.
	 * @return whether it is all there
	 */
	private boolean readFixedHeader(ByteBuf in) {
		int readable = in.readableBytes();
		if (readable == 0) {
			return false;
		}
		int start = in.readerIndex();
		if (readable >= Integer.BYTES) {
			int bytes = in.getInt(start);
			if ((bytes & 0x80_0000) == 0 || (bytes & 0x8000) == 0 && (bytes & 0x7F00) != 0) {
				// one or two bytes of remaining length, as nearly all packets have
				return readShortHeader(bytes);
			}
		}
		checkFirstByte(in.getUnsignedByte(start));
		int remainingLength = 0;
		for (int i = 1; i < LONGEST_FIXED_HEADER; i++) {
			if (i == readable) {
				return false;
			}
			int b = in.getUnsignedByte(start + i);
			remainingLength |= (b & 0x7F) << 7 * (i - 1);
			if (b < 0x80) {
				if (b == 0 && i > 1) {
					throw DecodingException.malformed("The remaining length is longer than needed");
				}
				this.headerSize = 1 + i;
				this.frameSize = checkSize(1 + i + remainingLength);
				return true;
			}
		}
		throw DecodingException.malformed("The remaining length has more than four bytes");
	}

	private boolean readShortHeader(int bytes) {
		checkFirstByte(bytes >>> 24);
		int remainingLength = bytes >>> 16 & 0x7F;
		this.headerSize = 2;
		if ((bytes & 0x80_0000) != 0) {
			remainingLength |= (bytes & 0x7F00) >>> 1;
			this.headerSize = 3;
		}
		this.frameSize = checkSize(this.headerSize + remainingLength);
		return true;
	}

	private int checkSize(int size) {
		if (size > this.maximumPacketSize) {
			throw new DecodingException(ReasonCode.PACKET_TOO_LARGE,
					"A packet of " + size + " bytes exceeds the maximum of " + this.maximumPacketSize);
		}
		return size;
	}

	private void checkFirstByte(int first) {
		if (first >> 4 == PUBLISH && this.version != null) {
			// the one that comes most often, which both may send
			checkFlags(first & FLAGS);
			return;
		}
		PacketType type = type(first);
		if (!isAllowed(type)) {
			throw DecodingException.protocolError(
					"Unexpected " + type + " from a " + ((this.sender == Sender.CLIENT) ? "client" : "server")
							+ ((this.version != null) ? " on MQTT " + this.version : " before CONNECT"));
		}
		if ((first & FLAGS) != fixedFlags(type)) {
			throw DecodingException.malformed("A reserved flag of " + type + " is wrong");
		}
	}

	private static void checkFlags(int flags) {
		String problem = PublishCodec.findProblem(flags);
		if (problem != null) {
			throw DecodingException.malformed(problem);
		}
	}

	private static PacketType type(int first) {
		PacketType type = PacketType.find(first >> 4);
		if (type == null) {
			throw DecodingException.malformed("Packet type 0 does not exist");
		}
		return type;
	}

	private boolean isAllowed(PacketType type) {
		boolean client = this.sender == Sender.CLIENT;
		if (this.version == null) {
			return type == PacketType.CONNECT;
		}
		return switch (type) {
			case CONNECT -> false;
			case PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP -> true;
			case SUBSCRIBE, UNSUBSCRIBE, PINGREQ -> client;
			case CONNACK, SUBACK, UNSUBACK, PINGRESP -> !client;
			case DISCONNECT -> client || this.version == MqttVersion.V5;
			case AUTH -> this.version == MqttVersion.V5;
		};
	}

	static int fixedFlags(PacketType type) {
		return switch (type) {
			case PUBREL, SUBSCRIBE, UNSUBSCRIBE -> 0x02;
			default -> 0;
		};
	}

	/**
	 * Take the first packet in the buffer if it is an acknowledgement of PUBLISH that has
	 * nothing but a packet identifier, and so says success in both versions. No object is
	 * made for these, which are the most frequent of all that a publisher receives.
	 * @return the code of the packet type times 65536, plus the packet identifier; or 0
	 * if the first packet is another, is not complete or is malformed, which
	 * {@link #decode} then finds where it was
	 */
	public int decodeShortAck(ByteBuf in) {
		int start = in.readerIndex();
		if (in.readableBytes() < SHORT_ACK || !isAck(in.getUnsignedByte(start)) || this.version == null
				|| this.maximumPacketSize < SHORT_ACK) {
			return 0;
		}
		int packet = in.getInt(start);
		int packetId = packet & 0xFFFF;
		if ((packet >>> 16 & 0xFF) != 2 || packetId == 0) {
			return 0;
		}
		in.readerIndex(start + SHORT_ACK);
		return (packet >>> 28) << 16 | packetId;
	}

	private static boolean isAck(int first) {
		// PUBACK, PUBREC, PUBREL and PUBCOMP with their flags
		return first == 0x40 || first == 0x50 || first == 0x62 || first == 0x70;
	}

	/**
	 * Decode the first packet in the buffer.
	 * @return the packet, or null if bytes of it are missing; the reader index then stays
	 * where it is
	 */
	public @Nullable Packet decode(ByteBuf in) {
		if (!readFixedHeader(in) || in.readableBytes() < this.frameSize) {
			return null;
		}
		int start = in.readerIndex();
		int first = in.getUnsignedByte(start);
		this.reader.begin(in, start + this.headerSize, this.frameSize - this.headerSize);
		Packet packet = decode(first);
		this.reader.finish();
		in.readerIndex(start + this.frameSize);
		return packet;
	}

	/**
	 * Take the first packet in the buffer if it is a PUBLISH, without making an object
	 * for it.
	 * @return whether it was taken; otherwise it is another, or bytes of it are missing,
	 * which {@link #decode} finds where they were
	 */
	public boolean decodePublish(ByteBuf in, PublishReceiver receiver) {
		int start = in.readerIndex();
		MqttVersion version = this.version;
		if (version == null || !in.isReadable() || in.getByte(start) >> 4 != PUBLISH) {
			return false;
		}
		if (!readFixedHeader(in) || in.readableBytes() < this.frameSize) {
			return false;
		}
		int flags = in.getByte(start) & FLAGS;
		FrameReader reader = this.reader;
		reader.begin(in, start + this.headerSize, this.frameSize - this.headerSize);
		String topic = reader.readTopicName();
		int packetId = PublishCodec.decodePacketId(reader, flags);
		PublishPacketProperties properties = PublishCodec.decodeProperties(reader, topic, version, this.sender);
		byte[] payload = reader.readRest();
		reader.finish();
		in.readerIndex(start + this.frameSize);
		receiver.publish(topic, payload, properties, packetId, (byte) flags);
		return true;
	}

	private Packet decode(int first) {
		PacketType type = type(first);
		MqttVersion version = this.version;
		if (version == null) {
			Connect connect = ConnectCodec.decode(this.reader);
			this.version = connect.version();
			return connect;
		}
		return switch (type) {
			case CONNECT -> throw DecodingException.protocolError("A second CONNECT");
			case CONNACK -> ConnAckCodec.decode(this.reader, version);
			case PUBLISH -> PublishCodec.decode(this.reader, first & FLAGS, version, this.sender);
			case PUBACK, PUBREC, PUBREL, PUBCOMP -> AckCodec.decode(type, this.reader, version);
			case SUBSCRIBE -> SubscribeCodec.decode(this.reader, version);
			case SUBACK -> AckCodec.decodeSubAck(this.reader, version);
			case UNSUBSCRIBE -> SubscribeCodec.decodeUnsubscribe(this.reader, version);
			case UNSUBACK -> AckCodec.decodeUnsubAck(this.reader, version);
			case PINGREQ -> PingReq.INSTANCE;
			case PINGRESP -> PingResp.INSTANCE;
			case DISCONNECT -> DisconnectCodec.decode(this.reader, version, this.sender);
			case AUTH -> AuthCodec.decode(this.reader, this.sender);
		};
	}

}
