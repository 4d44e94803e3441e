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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttProtocolException;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.internal.codec.DecodingException;
import io.zmqtt.internal.codec.PacketDecoder;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PingReq;
import io.zmqtt.internal.packet.PingResp;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.session.InFlight;
import io.zmqtt.internal.session.KeepAlive;
import io.zmqtt.internal.session.ProtocolViolation;
import io.zmqtt.internal.session.Session;
import io.zmqtt.internal.session.SessionSink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's life: CONNECT, then read -> session -> write batch, keep-alive, and
 * the end. Belongs to one event loop.
 */
final class Connection extends ChannelInboundHandlerAdapter implements SessionSink {

	private static final Logger logger = LoggerFactory.getLogger(Connection.class);

	/**
	 * How long a DISCONNECT may take to be flushed.
	 */
	private static final long GOODBYE_MILLIS = 1000;

	/**
	 * How long the broker has to close the connection after DISCONNECT. Closing at once
	 * would reset the connection if something were still unread, which can take the
	 * DISCONNECT with it, and there are brokers that then publish the will.
	 */
	private static final long LINGER_MILLIS = 250;

	private final ClientConfig config;

	private final ServerAddress server;

	private final Connect connect;

	private final Session session;

	private final ConnectionOwner owner;

	private final PacketDecoder decoder;

	private final Cumulation cumulation = new Cumulation();

	private final Pings pings = new Pings();

	private @Nullable Channel channel;

	private @Nullable BatchWriter writer;

	private @Nullable ScheduledFuture<?> timer;

	private @Nullable KeepAlive keepAlive;

	private @Nullable MqttException closeCause;

	private long keepAliveNanos;

	private long lastProbe;

	private boolean accepted;

	private boolean closed;

	private boolean readSinceTimer;

	private boolean encrypted;

	private boolean connectSent;

	Connection(ClientConfig config, ServerAddress server, Connect connect, Session session, ConnectionOwner owner) {
		this.config = config;
		this.server = server;
		this.connect = connect;
		this.session = session;
		this.owner = owner;
		this.decoder = PacketDecoder.forClient(config.version(), config.maximumPacketSize());
	}

	ServerAddress server() {
		return this.server;
	}

	Connect connect() {
		return this.connect;
	}

	// Beginning

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.channel = context.channel();
		this.writer = new BatchWriter(context.channel());
		this.encrypted = this.config.tls() != null;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.timer = context.executor().schedule(() -> {
			end(this.connectSent ? ConnectFailures.handshakeTimeout(this.server, this.config.handshakeTimeout())
					: ConnectFailures.tlsTimeout(this.server, this.config.handshakeTimeout(), null), null);
		}, this.config.handshakeTimeout().toNanos(), TimeUnit.NANOSECONDS);
		if (!this.encrypted) {
			sendConnect();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslHandshakeCompletionEvent handshake) {
			if (handshake.isSuccess()) {
				sendConnect();
			}
			else {
				end(ConnectFailures.tls(this.server, handshake.cause(), this.config.handshakeTimeout()), null);
			}
		}
	}

	private void sendConnect() {
		if (!this.closed) {
			this.connectSent = true;
			send(this.connect);
			flush();
		}
	}

	/**
	 * Go on after the owner has accepted CONNACK.
	 * @param keepAliveSeconds the keep-alive in use, 0 for none
	 */
	void accept(int keepAliveSeconds) {
		cancelTimer();
		this.accepted = true;
		this.keepAliveNanos = TimeUnit.SECONDS.toNanos(keepAliveSeconds);
		long now = System.nanoTime();
		this.keepAlive = new KeepAlive(this.keepAliveNanos, this.config.pingTimeout().toNanos(), now);
		this.lastProbe = now;
		scheduleKeepAlive(now);
	}

	// Reading

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf in = this.cumulation.append((ByteBuf) message, context.alloc());
		try {
			while (!this.closed) {
				Packet packet = this.decoder.decode(in);
				if (packet == null) {
					break;
				}
				received(packet);
			}
		}
		catch (DecodingException ex) {
			refuse(ex.reasonCode(), ex.getMessage(), ex);
		}
		catch (ProtocolViolation ex) {
			refuse(ex.reasonCode(), ex.getMessage(), ex);
		}
		catch (RuntimeException ex) {
			logger.error("A packet from {} could not be handled; the connection is closed", this.server, ex);
			refuse(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, "A packet could not be handled", ex);
		}
		finally {
			if (this.closed) {
				in.release();
			}
			else {
				this.cumulation.keep(in, in.isReadable() ? this.decoder.frameSize(in) : -1, context.alloc());
			}
		}
		this.readSinceTimer = true;
	}

	private void received(Packet packet) {
		if (!this.accepted) {
			receivedEarly(packet);
		}
		else if (packet instanceof PingResp) {
			this.pings.answered(System.nanoTime());
		}
		else if (packet instanceof Disconnect disconnect) {
			String text = disconnect.properties().reasonString();
			end(new MqttDisconnectedException(Source.SERVER,
					"The broker " + this.server + " disconnected the client: " + disconnect.reasonCode()
							+ ((text != null) ? " '" + text + "'" : ""),
					disconnect.reasonCode(), text, disconnect.properties().serverReference(),
					disconnect.properties().userProperties(), null), null);
		}
		else if (packet instanceof ConnAck || packet instanceof Auth) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "Unexpected " + packet.type());
		}
		else {
			this.session.received(packet);
		}
	}

	private void receivedEarly(Packet packet) {
		if (packet instanceof ConnAck connAck) {
			this.owner.onConnAck(this, connAck);
		}
		else {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, packet.type() + " before CONNACK");
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.accepted && !this.closed) {
			this.owner.onBatchRead();
			this.session.acknowledge();
			flush();
		}
	}

	private void refuse(ReasonCode reasonCode, @Nullable String problem, RuntimeException cause) {
		Throwable reported = (cause instanceof ProtocolViolation) ? null : cause;
		end(new MqttProtocolException(reasonCode, "The broker " + this.server + " broke a rule: " + problem, reported),
				reasonCode);
	}

	// Writing

	@Override
	public void publish(InFlight message, int packetId, boolean duplicate, int topicAlias, boolean withTopic) {
		BatchWriter target = requireWriter();
		ByteBuf buffer = target.buffer();
		byte flags = duplicate ? (byte) (message.flags() | Publish.DUP) : message.flags();
		byte[] payload = message.payload();
		PacketEncoder.encodePublishHeader(withTopic ? message.topic() : "", flags, packetId, message.properties(),
				topicAlias, message.remainingExpiry(), payload.length, this.config.version(), buffer);
		target.payload(buffer, payload, (packetId == 0) ? message : null);
	}

	@Override
	public int publishSize(InFlight message, boolean aliased) {
		return PacketEncoder.publishSize(message.topic(), message.flags(), message.properties(), aliased ? 1 : 0,
				message.payload().length, this.config.version());
	}

	@Override
	public int size(Packet packet) {
		return PacketEncoder.encodedSize(packet, this.config.version());
	}

	@Override
	public void acknowledge(PacketType type, int packetId, ReasonCode reasonCode) {
		ByteBuf buffer = requireWriter().buffer();
		if (reasonCode == ReasonCode.SUCCESS || this.config.version() == MqttVersion.V3_1_1) {
			PacketEncoder.encodeAck(type, packetId, buffer);
			return;
		}
		Packet packet = switch (type) {
			case PUBACK -> new PubAck(packetId, reasonCode, AckProperties.NONE);
			case PUBREC -> new PubRec(packetId, reasonCode, AckProperties.NONE);
			case PUBREL -> new PubRel(packetId, reasonCode, AckProperties.NONE);
			default -> new PubComp(packetId, reasonCode, AckProperties.NONE);
		};
		PacketEncoder.encode(packet, this.config.version(), buffer);
	}

	@Override
	public void send(Packet packet) {
		PacketEncoder.encode(packet, this.config.version(), requireWriter().buffer());
	}

	@Override
	public boolean isWritable() {
		Channel current = this.channel;
		return current != null && !this.closed && current.isWritable();
	}

	/**
	 * Flush what was written, if anything.
	 */
	void flush() {
		BatchWriter target = this.writer;
		if (target != null && !this.closed && target.flush()) {
			KeepAlive alive = this.keepAlive;
			if (alive != null) {
				alive.written(System.nanoTime());
			}
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.accepted && !this.closed && context.channel().isWritable()) {
			this.owner.onWritable();
			flush();
		}
	}

	private BatchWriter requireWriter() {
		BatchWriter target = this.writer;
		if (target == null) {
			throw new IllegalStateException("No channel");
		}
		return target;
	}

	/**
	 * End waits for messages of QoS 0 that are not flushed.
	 */
	long expire(long now) {
		return (this.writer != null) ? this.writer.expire(now) : Long.MAX_VALUE;
	}

	// Keep-alive

	/**
	 * Send PINGREQ for the application.
	 */
	void ping(CompletableFuture<Long> answer) {
		long now = System.nanoTime();
		this.pings.sent(now, answer);
		send(PingReq.INSTANCE);
		flush();
	}

	/**
	 * Return whether the application waits until the peer reads.
	 */
	boolean isAwaitingFlush() {
		return this.writer != null && this.writer.isAwaited();
	}

	boolean isAwaitingPing() {
		return this.pings.isAwaited();
	}

	void setReading(boolean reading) {
		Channel current = this.channel;
		if (current != null && current.config().isAutoRead() != reading) {
			current.config().setAutoRead(reading);
			this.lastProbe = System.nanoTime();
		}
	}

	private void scheduleKeepAlive(long now) {
		KeepAlive alive = this.keepAlive;
		Channel current = this.channel;
		if (alive != null && current != null && this.keepAliveNanos > 0 && !this.closed) {
			this.timer = current.eventLoop().schedule(this::checkKeepAlive, alive.delay(now), TimeUnit.NANOSECONDS);
		}
	}

	private void checkKeepAlive() {
		KeepAlive alive = this.keepAlive;
		if (alive == null || this.closed) {
			return;
		}
		long now = System.nanoTime();
		if (this.readSinceTimer) {
			this.readSinceTimer = false;
			alive.read(now);
		}
		boolean suspended = this.owner.isReadSuspended();
		switch (alive.decide(now, suspended)) {
			case PING -> {
				this.pings.sent(now, null);
				send(PingReq.INSTANCE);
				flush();
				if (!suspended) {
					alive.pinged(now);
				}
			}
			case DEAD -> {
				end(new MqttDisconnectedException(Source.CLIENT,
						"The broker " + this.server + " did not answer PINGREQ within "
								+ this.config.pingTimeout().toMillis() + " ms",
						ReasonCode.KEEP_ALIVE_TIMEOUT, null, null, List.of(), null), null);
				return;
			}
			default -> {
			}
		}
		if (suspended && this.channel != null && now - this.lastProbe >= this.keepAliveNanos * 3 / 2) {
			// the only way to see that the peer is gone while nothing is read
			this.lastProbe = now;
			this.channel.read();
		}
		scheduleKeepAlive(now);
	}

	// Ending

	/**
	 * Say goodbye and close.
	 */
	void disconnect(Disconnect packet, MqttException cause) {
		if (this.closed) {
			return;
		}
		if (this.accepted) {
			send(packet);
			flush();
		}
		close(cause, true, this.accepted ? LINGER_MILLIS : 0);
	}

	/**
	 * Close because of a failure.
	 * @param reasonCode what to tell the broker, if it understands that
	 */
	void end(MqttException cause, @Nullable ReasonCode reasonCode) {
		if (this.closed) {
			return;
		}
		if (reasonCode != null && this.accepted && this.config.version() == MqttVersion.V5) {
			send(new Disconnect(reasonCode));
			close(cause, true, 0);
		}
		else {
			close(cause, false, 0);
		}
	}

	private void close(MqttException cause, boolean afterFlush, long linger) {
		Channel current = this.channel;
		flush();
		this.closed = true;
		this.closeCause = cause;
		cancelTimer();
		if (this.writer != null) {
			this.writer.release();
		}
		if (current == null) {
			return;
		}
		if (afterFlush) {
			current.config().setAutoRead(true);
			current.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((future) -> {
				if (linger > 0 && future.isSuccess()) {
					current.eventLoop().schedule(() -> current.close(), linger, TimeUnit.MILLISECONDS);
				}
				else {
					current.close();
				}
			});
			current.eventLoop().schedule(() -> current.close(), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
		}
		else {
			current.close();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		MqttException cause = this.closeCause;
		if (cause == null) {
			cause = new MqttDisconnectedException(Source.NETWORK, "The connection to " + this.server + " was closed",
					null);
		}
		this.closed = true;
		cancelTimer();
		this.cumulation.release();
		if (this.writer != null) {
			this.writer.release();
		}
		this.pings.fail(cause);
		this.owner.onClosed(this, cause);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		if (this.closed) {
			return;
		}
		if (!this.accepted && this.encrypted && failure instanceof DecoderException) {
			end(ConnectFailures.tls(this.server, (failure.getCause() != null) ? failure.getCause() : failure,
					this.config.handshakeTimeout()), null);
		}
		else {
			end(new MqttDisconnectedException(Source.NETWORK,
					"The connection to " + this.server + " failed: " + failure.getMessage(), failure), null);
		}
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

}
