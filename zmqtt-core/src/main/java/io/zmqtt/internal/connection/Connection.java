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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttProtocolException;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.internal.codec.DecodingException;
import io.zmqtt.internal.codec.PacketDecoder;
import io.zmqtt.internal.codec.PublishReceiver;
import io.zmqtt.internal.connection.Authenticator.AuthWire;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PingResp;
import io.zmqtt.internal.session.ProtocolViolation;
import io.zmqtt.internal.session.Session;
import io.zmqtt.internal.session.SessionSink;
import io.zmqtt.internal.transport.Stage;
import io.zmqtt.internal.transport.TransportException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's life: CONNECT, then read -> session -> write batch, keep-alive, and
 * the end. Belongs to one event loop.
 */
final class Connection extends ChannelInboundHandlerAdapter implements AuthWire {

	private static final Logger logger = LoggerFactory.getLogger(Connection.class);

	private final ClientConfig config;

	private final ServerAddress server;

	private final Session session;

	private final ConnectionOwner owner;

	private final @Nullable Authenticator authenticator;

	private final Handshake handshake;

	private final PacketDecoder decoder;

	private final PublishReceiver publishes;

	private final Cumulation cumulation = new Cumulation();

	private @Nullable ChannelHandlerContext context;

	private @Nullable Channel channel;

	private @Nullable PacketWriter writer;

	private @Nullable ReadPace pace;

	/**
	 * What was read since the last batch was complete, in bytes.
	 */
	private int batch;

	private @Nullable Liveness liveness;

	private @Nullable MqttException closeCause;

	/**
	 * The largest packet that the server takes.
	 */
	private int maximumSize = Integer.MAX_VALUE;

	private boolean accepted;

	private boolean closed;

	Connection(ClientConfig config, ServerAddress server, Connect connect, @Nullable Authenticator authenticator,
			Session session, ConnectionOwner owner) {
		this.config = config;
		this.server = server;
		this.authenticator = authenticator;
		this.session = session;
		this.publishes = session::received;
		this.owner = owner;
		this.decoder = PacketDecoder.forClient(config.version(), config.maximumPacketSize());
		this.handshake = new Handshake(this, connect, authenticator, owner, config.handshakeTimeout());
		if (authenticator != null) {
			authenticator.wire(this);
		}
	}

	ClientConfig config() {
		return this.config;
	}

	ServerAddress server() {
		return this.server;
	}

	boolean isClosed() {
		return this.closed;
	}

	// Beginning

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
		this.channel = context.channel();
		this.pace = new ReadPace(context.channel());
		this.writer = new PacketWriter(context.channel(), this.server, this.config.version());
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.handshake.begin(context.channel());
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event == Stage.READY) {
			this.handshake.ready();
		}
	}

	/**
	 * Go on after the owner has accepted CONNACK.
	 * @param keepAliveSeconds the keep-alive in use, 0 for none
	 * @param maximumSize the largest packet that the server takes
	 */
	void accept(int keepAliveSeconds, int maximumSize) {
		this.handshake.stop();
		this.accepted = true;
		this.maximumSize = maximumSize;
		this.liveness = new Liveness(this, requireChannel(), this.owner, keepAliveSeconds,
				this.config.pingTimeout().toNanos(), this.config.observer());
	}

	// Reading

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf in = (ByteBuf) message;
		this.batch += in.readableBytes();
		ByteBuf first = this.cumulation.complete(in, context.alloc());
		if (first != null) {
			decodeAndKeep(first, context.alloc());
		}
		if (in.isReadable() || first == null && !this.cumulation.isIncomplete()) {
			decodeAndKeep(this.cumulation.append(in, context.alloc()), context.alloc());
		}
		else {
			in.release();
		}
		if (this.liveness != null) {
			this.liveness.read();
		}
	}

	private void decodeAndKeep(ByteBuf in, ByteBufAllocator allocator) {
		try {
			if (!this.accepted) {
				this.handshake.examine(in);
			}
			guarded(() -> decode(in));
		}
		finally {
			if (this.closed) {
				in.release();
			}
			else {
				// what is held was not looked at yet
				boolean known = in.isReadable() && !this.handshake.isHeld();
				this.cumulation.keep(in, known ? this.decoder.frameSize(in) : -1, allocator);
			}
		}
	}

	private void decode(ByteBuf in) {
		while (!this.closed && !this.handshake.isHeld()) {
			if (this.accepted) {
				int ack = this.decoder.decodeShortAck(in);
				if (ack != 0) {
					this.session.received(PacketType.of(ack >>> 16), ack & 0xFFFF);
					continue;
				}
				if (this.decoder.decodePublish(in, this.publishes)) {
					continue;
				}
			}
			Packet packet = this.decoder.decode(in);
			if (packet == null) {
				break;
			}
			received(packet);
		}
	}

	private void guarded(Runnable step) {
		try {
			step.run();
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
	}

	private void received(Packet packet) {
		if (!this.config.requestProblemInformation()) {
			ServerRules.checkUnexplained(packet);
		}
		if (!this.accepted) {
			this.handshake.received(packet);
		}
		else if (packet instanceof PingResp) {
			if (this.liveness != null) {
				this.liveness.answered();
			}
		}
		else if (packet instanceof Disconnect disconnect) {
			received(disconnect);
		}
		else if (packet instanceof Auth auth) {
			received(auth);
		}
		else if (packet instanceof ConnAck) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "Unexpected " + packet.type());
		}
		else {
			this.session.received(packet);
		}
	}

	/**
	 * Take an AUTH.
	 * @throws ProtocolViolation if the client did not begin an authentication
	 */
	void received(Auth auth) {
		if (this.authenticator == null) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "AUTH that the client did not begin");
		}
		this.authenticator.received(auth);
	}

	private void received(Disconnect disconnect) {
		if (this.authenticator != null) {
			this.authenticator.refused(disconnect);
		}
		end(ConnectFailures.disconnected(this.server, disconnect), null);
	}

	/**
	 * Take a step, and go on with what was read meanwhile.
	 */
	void resume(Runnable step) {
		ChannelHandlerContext current = this.context;
		if (current == null) {
			return;
		}
		guarded(step);
		channelRead(current, Unpooled.EMPTY_BUFFER);
		channelReadComplete(current);
		if (!this.closed && !this.owner.isReadSuspended()) {
			setReading(true);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.accepted && !this.closed) {
			this.owner.onBatchRead();
			this.session.acknowledge();
			flush();
			if (this.pace != null) {
				this.pace.read(this.batch, this.session.inFlightCount());
			}
		}
		this.batch = 0;
	}

	private void refuse(ReasonCode reasonCode, @Nullable String problem, RuntimeException cause) {
		Throwable reported = (cause instanceof ProtocolViolation) ? null : cause;
		end(new MqttProtocolException(reasonCode, "The broker " + this.server + " broke a rule: " + problem, reported),
				reasonCode);
	}

	// Writing

	/**
	 * Return where the session writes to.
	 */
	SessionSink sink() {
		return requireWriter();
	}

	void send(Packet packet) {
		requireWriter().send(packet);
	}

	@Override
	public void sendAuth(Auth auth) {
		if (this.closed) {
			return;
		}
		Auth fitted = FittedPackets.fit(auth, this.maximumSize);
		if (!FittedPackets.fits(fitted, this.maximumSize)) {
			throw new IllegalArgumentException(
					"AUTH is larger than the " + this.maximumSize + " bytes that the broker " + this.server + " takes");
		}
		send(fitted);
		flush();
	}

	/**
	 * Flush what was written, if anything.
	 */
	void flush() {
		PacketWriter target = this.writer;
		if (target != null && !this.closed && target.flush() && this.liveness != null) {
			this.liveness.written();
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.accepted && !this.closed && context.channel().isWritable()) {
			this.owner.onWritable();
			flush();
		}
	}

	private Channel requireChannel() {
		Channel current = this.channel;
		if (current == null) {
			throw new IllegalStateException("No channel");
		}
		return current;
	}

	private PacketWriter requireWriter() {
		PacketWriter target = this.writer;
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

	// While accepted

	/**
	 * Send PINGREQ for the application.
	 */
	void ping(CompletableFuture<Duration> answer) {
		if (this.liveness != null) {
			this.liveness.ping(answer);
		}
	}

	/**
	 * Authenticate again.
	 */
	void reauthenticate(CompletableFuture<Void> promise) {
		if (this.authenticator != null) {
			this.authenticator.reauthenticate(promise);
		}
	}

	/**
	 * Return whether the application waits until the peer reads or answers.
	 */
	boolean isAwaitingPeer() {
		return this.writer != null && this.writer.isAwaited()
				|| this.liveness != null && this.liveness.isAwaitingPing();
	}

	void setReading(boolean reading) {
		if (this.pace != null && this.pace.reading(reading) && this.liveness != null) {
			this.liveness.readingSwitched();
		}
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
			send(FittedPackets.fit(packet, this.config.version(), this.maximumSize));
			flush();
		}
		close(cause, true, this.accepted);
	}

	@Override
	public void fail(MqttException cause) {
		end(cause, ReasonCode.UNSPECIFIED_ERROR);
	}

	/**
	 * Close because of a failure.
	 * @param reasonCode what to tell the broker, if it understands that
	 */
	void end(MqttException cause, @Nullable ReasonCode reasonCode) {
		if (this.closed) {
			return;
		}
		if (reasonCode != null && this.handshake.isConnectSent() && this.config.version() == MqttVersion.V5) {
			send(new Disconnect(reasonCode));
			close(cause, true, false);
		}
		else {
			close(cause, false, false);
		}
	}

	private void close(MqttException cause, boolean afterFlush, boolean linger) {
		Channel current = this.channel;
		flush();
		this.closed = true;
		this.closeCause = cause;
		this.handshake.stop();
		if (this.liveness != null) {
			this.liveness.stop();
		}
		if (this.writer != null) {
			this.writer.close();
		}
		if (current == null) {
			return;
		}
		if (afterFlush) {
			Goodbye.close(current, linger);
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
		this.handshake.stop();
		this.cumulation.release();
		if (this.writer != null) {
			this.writer.close();
		}
		if (this.liveness != null) {
			this.liveness.closed(cause);
		}
		if (this.authenticator != null) {
			this.authenticator.closed(cause);
		}
		this.owner.onClosed(this, cause);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		if (this.closed) {
			return;
		}
		if (!this.accepted && failure instanceof TransportException problem && problem.stage() != Stage.READY) {
			end(TransportFailures.of(this.server, problem, this.config), null);
		}
		else if (!this.accepted && TlsFailures.isTls(failure)) {
			// with TLS 1.3 the peer checks the client certificate after the handshake
			end(TlsFailures.of(this.server, failure, this.config), null);
		}
		else {
			end(new MqttDisconnectedException(Source.NETWORK,
					"The connection to " + this.server + " failed: " + failure.getMessage(), failure), null);
		}
	}

}
